//! The review list: rows of imported files that nobody should guess about.

use crate::chain::{Chain, START, hexadecimal};
use crate::json::list;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use brought_domain::PractitionerId;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

/// How many rows to read at once.
const PAGE: i64 = 2000;

/// A row for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReviewItem {
    /// Its place in the file, counted from 1, the heading included.
    pub row_number: u32,
    /// The column at fault, when one is.
    pub column: Option<String>,
    /// What it says, when one is.
    pub value: Option<String>,
    /// What is the matter and what to do, in words.
    pub reason: String,
    /// The whole row, as it came.
    pub raw_row: String,
}

/// A row for a person to look at, as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// Its id: the same for the same row with the same fault, in whichever batch it comes.
    pub id: String,
    /// The batch in which it came first.
    pub batch: String,
    /// The file of that batch.
    pub file_name: String,
    /// The row and what is the matter with it.
    pub item: NewReviewItem,
    /// How it was settled. Nothing: it is open.
    pub settled: Option<Settled>,
}

/// How an item was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PractitionerId,
    /// How, in words.
    pub how: String,
}

/// Which items to show. Each part that is given narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Only those of this batch.
    pub batch: Option<String>,
    /// Only open ones, or only settled ones.
    pub open: Option<bool>,
    /// None of an import that one of these began.
    pub not_begun_by: Vec<PractitionerId>,
}

/// A page of the review list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewPage {
    /// The items, in the order of the file.
    pub items: Vec<ReviewItem>,
    /// How many there are on all pages.
    pub total: u64,
}

impl NewReviewItem {
    /// The id of the item: by what it says and not by where it came, so that the same bad row sent every night is one item (S6).
    pub fn id(&self) -> String {
        let mut chain = Chain::after("brought review item 1", &START);
        chain.optional(self.column.as_deref());
        chain.optional(self.value.as_deref());
        chain.text(&self.reason);
        chain.text(&self.raw_row);
        hexadecimal(&chain.sum()[..16])
    }
}

impl Store {
    /// Adds rows to the review list. Those that are on it already, open or settled, stay as they are. Returns how many are new.
    ///
    /// # Errors
    /// [`StoreProblem::NotThere`] when there is no such batch; [`StoreProblem`]. Nothing was changed.
    pub async fn add_review_items(&self, batch: &str, items: &[NewReviewItem]) -> Result<usize, StoreProblem> {
        let mut writing = self.write().await?;
        let file_name: Option<String> =
            sqlx::query_scalar("SELECT file_name FROM import_batches WHERE id = ?").bind(batch).fetch_optional(&mut *writing).await?;
        let file_name = file_name.ok_or(StoreProblem::NotThere { what: "the import that these rows belong to" })?;
        let mut added = 0;
        for item in items {
            let done = sqlx::query(
                "INSERT INTO review_items (id, batch, file_name, row_number, column_name, value, reason, raw_row)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            )
            .bind(item.id())
            .bind(batch)
            .bind(&file_name)
            .bind(item.row_number)
            .bind(&item.column)
            .bind(&item.value)
            .bind(&item.reason)
            .bind(&item.raw_row)
            .execute(&mut *writing)
            .await?;
            added += usize::from(done.rows_affected() == 1);
        }
        writing.commit().await?;
        Ok(added)
    }

    /// A page of the review list.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn review_items(&self, filter: &ReviewFilter, limit: u32, offset: u32) -> Result<ReviewPage, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let mut count = QueryBuilder::new("SELECT count(*) FROM review_items");
        narrow(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&mut *reading).await?;
        let mut select = QueryBuilder::new("SELECT * FROM review_items");
        narrow(&mut select, filter);
        select.push(" ORDER BY batch, row_number, id LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
        let rows = select.build().fetch_all(&mut *reading).await?;
        Ok(ReviewPage { items: rows.iter().map(review_item).collect::<Result<_, _>>()?, total: total.unsigned_abs() })
    }

    /// One item.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn review_item(&self, id: &str) -> Result<Option<ReviewItem>, StoreProblem> {
        let row = sqlx::query("SELECT * FROM review_items WHERE id = ?").bind(id).fetch_optional(self.readers()).await?;
        row.as_ref().map(review_item).transpose()
    }

    /// Settles an open item.
    ///
    /// # Errors
    /// [`StoreProblem::NotThere`] when there is no such open item: somebody else may have settled it. Nothing was changed.
    pub async fn settle_review_item(&self, id: &str, settled: &Settled) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        let done =
            sqlx::query("UPDATE review_items SET settled_at = ?, settled_by = ?, settled_how = ? WHERE id = ? AND settled_at IS NULL")
                .bind(instant(settled.at))
                .bind(settled.by.as_str())
                .bind(&settled.how)
                .bind(id)
                .execute(&mut *writing)
                .await?;
        if done.rows_affected() == 0 {
            return Err(StoreProblem::NotThere { what: "an open item of that id on the review list" });
        }
        writing.commit().await
    }
}

/// The ids of items that do not say what their id was worked out from.
pub(crate) async fn reworded(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreProblem> {
    let (mut found, mut last) = (Vec::new(), String::new());
    loop {
        let rows = sqlx::query("SELECT * FROM review_items WHERE id > ? ORDER BY id LIMIT ?")
            .bind(&last)
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        let Some(end) = rows.last() else { return Ok(found) };
        last = end.try_get("id")?;
        for row in &rows {
            let id: String = row.try_get("id")?;
            if said(row)?.id() != id {
                found.push(id);
            }
        }
    }
}

fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &ReviewFilter) {
    query.push(" WHERE 1 = 1");
    if let Some(batch) = &filter.batch {
        query.push(" AND batch = ").push_bind(batch.clone());
    }
    if !filter.not_begun_by.is_empty() {
        let others = list(&filter.not_begun_by.iter().map(PractitionerId::as_str).collect());
        query
            .push(" AND batch NOT IN (SELECT id FROM import_batches WHERE started_by IN (SELECT value FROM json_each(")
            .push_bind(others)
            .push(")))");
    }
    match filter.open {
        Some(true) => query.push(" AND settled_at IS NULL"),
        Some(false) => query.push(" AND settled_at IS NOT NULL"),
        None => query,
    };
}

fn review_item(row: &SqliteRow) -> Result<ReviewItem, StoreProblem> {
    let settled: (Option<String>, Option<String>, Option<String>) =
        (row.try_get("settled_at")?, row.try_get("settled_by")?, row.try_get("settled_how")?);
    Ok(ReviewItem {
        id: row.try_get("id")?,
        batch: row.try_get("batch")?,
        file_name: row.try_get("file_name")?,
        item: said(row)?,
        settled: match settled {
            (Some(at), Some(by), Some(how)) => Some(Settled {
                at: read_instant(&at)?,
                by: PractitionerId::new(by).map_err(|problem| unreadable("a practitioner's id", &problem))?,
                how,
            }),
            _ => None,
        },
    })
}

fn said(row: &SqliteRow) -> Result<NewReviewItem, StoreProblem> {
    Ok(NewReviewItem {
        row_number: row.try_get("row_number")?,
        column: row.try_get("column_name")?,
        value: row.try_get("value")?,
        reason: row.try_get("reason")?,
        raw_row: row.try_get("raw_row")?,
    })
}
