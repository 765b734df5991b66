//! From the text of a mapping file to a [`Map`].

use super::dates::{Dates, ISO, form_problem};
use super::document::{Document, Table, Text, as_table, as_text, as_texts};
use super::problem::MapProblem;
use super::{CancelledBy, Codes, Column, Field, Hl7Rules, Map, MapKind, ParentColumns, StatusMeaning, SubjectRule, WhoAttended};
use crate::text::EncodingChoice;
use brought_domain::contact::{Arranged, OutcomeKind, Setting};
use brought_domain::person::{Audience, PersonKind, Service};
use brought_domain::vocabulary::{Vocabulary, nearest};
use brought_domain::{OrganisationId, PractitionerId, ServiceId};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

const KINDS: &[(&str, MapKind)] = &[("contacts", MapKind::Contacts), ("people", MapKind::People), ("messages", MapKind::Messages)];
const ENCODINGS: &[(&str, EncodingChoice)] =
    &[("auto", EncodingChoice::Auto), ("utf-8", EncodingChoice::Utf8), ("windows-1252", EncodingChoice::Windows1252)];
const DELIMITERS: &[(&str, Option<u8>)] = &[("auto", None), (",", Some(b',')), (";", Some(b';')), ("\t", Some(b'\t')), ("|", Some(b'|'))];
const POSTCODES: &[(&str, bool)] = &[("uk", false), ("any", true)];
const CANCELLED_BY: &[(&str, CancelledBy)] =
    &[("service", CancelledBy::Service), ("family", CancelledBy::Family), ("ask", CancelledBy::Ask)];

const WHO_ATTENDED: &[(&str, WhoAttended)] = &[("subject", WhoAttended::Subject), ("proxy", WhoAttended::Proxy)];

pub(super) fn parse(text: &str, file: &str) -> Result<Map, Vec<MapProblem>> {
    let document = Document::new(text, file);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        document.problem(&error.span().unwrap_or(0..0), error.message().replace('\n', " "), None);
    }
    let span = root.span();
    let map = if errors.is_empty() { read_map(&document, Table::new(&document, span.start..span.start, root.into_inner())) } else { None };
    let problems = document.into_problems();
    match map {
        Some(map) if problems.is_empty() => Ok(map),
        _ => Err(problems),
    }
}

/// Reads everything even after a problem, so that one look shows all of them.
fn read_map<'a>(document: &Document<'a>, mut root: Table<'a, '_>) -> Option<Map> {
    let name = root.required_text("name");
    let kind = root.required_text("kind").and_then(|text| document.choice(&text, KINDS));
    // Messages name the system that sends them; files do not.
    let system = if kind == Some(MapKind::Messages) { Some(root.text("system")) } else { root.required_text("system").map(Some) };
    let encoding = root.text("encoding").and_then(|text| document.choice(&text, ENCODINGS)).unwrap_or_default();
    let delimiter = root.text("delimiter").and_then(|text| document.choice(&text, DELIMITERS)).flatten();
    let any_postcode = root.text("postcodes").and_then(|text| document.choice(&text, POSTCODES)).unwrap_or_default();
    let dates = read_dates(document, &mut root);
    let must_have = read_must_have(document, &mut root);
    let instruction_rows = root.texts("instruction_rows").unwrap_or_default().into_iter().map(|text| text.value).collect();
    let columns_span = root.span.clone();
    let columns = read_columns(document, &mut root);
    let parents = read_parents(document, &mut root);
    let relationships = words(document, root.table("relationships"));
    let subject = read_subject(document, &mut root);
    let setting = root.text("setting").and_then(|text| document.word::<Setting>(&text));
    let arranged = root.text("arranged").and_then(|text| document.word(&text)).unwrap_or(Arranged::NotKnown);
    let settings = words(document, root.table("settings"));
    let mediums = codes(root.table("mediums"), |value| {
        let text = as_text(document, value)?;
        if text.value == "in_person" { Some(None) } else { document.word::<Setting>(&text).map(Some) }
    });
    let who_attended = codes(root.table("who_attended"), |value| document.choice(&as_text(document, value)?, WHO_ATTENDED));
    let service = root.table("service").and_then(|table| read_service(document, table));
    let services = codes(root.table("services"), |value| as_table(document, value).and_then(|table| read_service(document, table)));
    let practitioners = codes(root.table("practitioners"), |value| {
        let text = as_text(document, value)?;
        PractitionerId::new(&text.value).map_err(|problem| document.problem(&text.span, problem.to_string(), None)).ok()
    });
    let statuses = read_statuses(document, root.table("statuses"));
    let hl7 = read_hl7(document, root.table("hl7"));
    root.finish();
    let map = Map {
        name: name?.value,
        system: system?.map(|text| crate::text::clean(&text.value).into_owned()),
        kind: kind?,
        encoding,
        delimiter,
        dates,
        must_have,
        instruction_rows,
        any_postcode,
        columns,
        parents,
        relationships,
        subject,
        service,
        services,
        setting,
        settings,
        mediums,
        who_attended,
        arranged,
        practitioners,
        statuses,
        hl7,
    };
    if document.count() == 0 {
        check_whole(document, &map, &columns_span);
    }
    Some(map)
}

/// What only the whole map can show.
fn check_whole(document: &Document<'_>, map: &Map, span: &super::document::Span) {
    let has = |field: Field| map.columns.contains_key(&field);
    let missing = |message: &str| document.problem(span, message, None);
    if map.kind == MapKind::Messages {
        return;
    }
    if map.columns.is_empty() {
        missing("`[columns]` is missing: it says which column holds what");
        return;
    }
    if map.dates.formats.is_empty() {
        missing("`date_formats` is missing: list the forms in which days are written, such as [\"%d/%m/%Y\"]");
    }
    if map.kind == MapKind::People {
        let says_who = has(Field::PersonId) || has(Field::NhsNumber) || has(Field::FamilyName) && has(Field::DateOfBirth);
        if !says_who {
            missing("nothing says who is who: map `person_id`, `nhs_number`, or `family_name` and `date_of_birth`");
        }
        return;
    }
    if !has(Field::ContactId) {
        missing("`contact_id` is missing in `[columns]`: without it the same contact would count twice");
    }
    if !has(Field::PersonId) && !has(Field::NhsNumber) {
        missing("`person_id` is missing in `[columns]`: a contact must be somebody's (or map `nhs_number`)");
    }
    if !has(Field::PlannedOn) && !has(Field::PlannedAt) {
        missing("`planned_on` (a day) or `planned_at` (day and time) is missing in `[columns]`");
    }
    let by_code = has(Field::Service) && !map.services.is_empty();
    if map.service.is_none() && !by_code {
        missing("no service: write `[service]` for all rows, or map `service` in `[columns]` and list its codes in `[services]`");
    }
    if has(Field::Status) == map.statuses.is_empty() {
        missing("`status` in `[columns]` and the list `[statuses]` belong together: one is there without the other");
    }
    let lists = [
        (Field::Setting, "settings", map.settings.is_empty()),
        (Field::Medium, "mediums", map.mediums.is_empty()),
        (Field::WhoAttended, "who_attended", map.who_attended.is_empty()),
    ];
    for (field, list, _) in lists.into_iter().filter(|(field, _, empty)| has(*field) && *empty) {
        missing(&format!("`{}` in `[columns]` needs the list `[{list}]` of its codes", field.code()));
    }
    if has(Field::Time) && !has(Field::PlannedOn) {
        missing("`time` in `[columns]` belongs to `planned_on`, which is missing");
    }
}

fn read_dates(document: &Document<'_>, root: &mut Table<'_, '_>) -> Dates {
    let mut forms = |key: &'static str, of_days: bool| -> Vec<String> {
        let texts = root.texts(key).unwrap_or_default();
        for text in &texts {
            if let Some(problem) = form_problem(&text.value, of_days) {
                document.problem(&text.span, problem, None);
            }
        }
        texts.into_iter().map(|text| text.value).collect()
    };
    let formats = forms("date_formats", true);
    let mut time_formats = forms("time_formats", false);
    if time_formats.is_empty() {
        time_formats.push(ISO.to_owned());
    }
    let zones = [("Europe/London", jiff::tz::get!("Europe/London")), ("UTC", TimeZone::UTC)];
    let zone = root.text("time_zone").and_then(|text| {
        let place = document.choice(&text, &[("Europe/London", 0), ("UTC", 1)])?;
        zones.get(place).map(|(_, zone)| zone.clone())
    });
    Dates { formats, time_formats, zone: zone.unwrap_or_else(|| zones[0].1.clone()) }
}

fn field(document: &Document<'_>, text: &Text) -> Option<Field> {
    let found = Field::ALL.iter().copied().find(|field| field.code() == text.value);
    if found.is_none() {
        let codes = || Field::ALL.iter().map(|field| field.code());
        let known = codes().collect::<Vec<_>>().join(", ");
        document.problem(&text.span, format!("`{}` is not known here; known are {known}", text.value), nearest(&text.value, codes()));
    }
    found
}

fn read_must_have(document: &Document<'_>, root: &mut Table<'_, '_>) -> Vec<Field> {
    root.texts("must_have").unwrap_or_default().iter().filter_map(|text| field(document, text)).collect()
}

fn read_columns<'a>(document: &Document<'a>, root: &mut Table<'a, '_>) -> BTreeMap<Field, Column> {
    let Some(mut table) = root.table("columns") else { return BTreeMap::new() };
    let entries = table.take_rest();
    entries.into_iter().filter_map(|(key, value)| Some((field(document, &key)?, read_column(document, value)?))).collect()
}

fn read_column<'a>(document: &Document<'a>, value: toml::Spanned<DeValue<'a>>) -> Option<Column> {
    let span = value.span();
    let (names, optional) = match value.get_ref() {
        DeValue::Table(_) => {
            let mut table = as_table(document, value)?;
            let names = table.texts("column");
            if names.is_none() {
                document.problem(&span, "`column` is missing: the heading in the file", None);
            }
            let optional = table.flag("optional").unwrap_or_default();
            table.finish();
            (names?, optional)
        }
        _ => (as_texts(document, value)?, false),
    };
    if names.is_empty() || names.iter().any(|name| name.value.trim().is_empty()) {
        document.problem(&span, "a column needs its heading in the file", None);
        return None;
    }
    Some(Column { names: names.into_iter().map(|name| name.value.trim().to_owned()).collect(), optional })
}

fn read_parents<'a>(document: &Document<'a>, root: &mut Table<'a, '_>) -> Vec<ParentColumns> {
    let Some(value) = root.take("parents") else { return Vec::new() };
    let span = value.span();
    let DeValue::Array(items) = value.into_inner() else {
        document.problem(&span, "each parent is written under a heading in double brackets: `[[parents]]`", None);
        return Vec::new();
    };
    items
        .into_iter()
        .filter_map(|item| {
            let mut table = as_table(document, item)?;
            let mut column = |key| table.take(key).and_then(|value| read_column(document, value));
            let parent = ParentColumns {
                name: column("name"),
                relationship: column("relationship"),
                email: column("email"),
                telephone: column("telephone"),
            };
            table.finish();
            Some(parent)
        })
        .collect()
}

fn read_subject<'a>(document: &Document<'a>, root: &mut Table<'a, '_>) -> SubjectRule {
    const WHO: &[(&str, Option<PersonKind>)] = &[
        ("child", Some(PersonKind::Child)),
        ("carer", Some(PersonKind::Carer)),
        ("unborn_child", Some(PersonKind::UnbornChild)),
        ("ask", None),
    ];
    let mut rule = SubjectRule { default: Some(PersonKind::Child), adult_from_years: None };
    let Some(mut table) = root.table("subject") else { return rule };
    if let Some(default) = table.text("default").and_then(|text| document.choice(&text, WHO)) {
        rule.default = default;
    }
    rule.adult_from_years = table.small_number("adult_from_years");
    table.finish();
    rule
}

fn read_service<'a>(document: &Document<'a>, mut table: Table<'a, '_>) -> Option<Arc<Service>> {
    let id = table.required_text("id");
    let name = table.required_text("name");
    let audience = table.required_text("audience").and_then(|text| document.word::<Audience>(&text));
    let health = table.flag("health");
    let organisation = table
        .text("organisation")
        .and_then(|text| OrganisationId::new(&text.value).map_err(|problem| document.problem(&text.span, problem.to_string(), None)).ok());
    table.finish();
    let id = id?;
    let id = ServiceId::new(&id.value).map_err(|problem| document.problem(&id.span, problem.to_string(), None)).ok()?;
    Some(Arc::new(Service { id, name: name?.value, audience: audience?, health: health.unwrap_or(true), organisation }))
}

fn codes<'a, T>(table: Option<Table<'a, '_>>, mut read: impl FnMut(toml::Spanned<DeValue<'a>>) -> Option<T>) -> Codes<T> {
    let entries = table.map(|mut table| table.take_rest()).unwrap_or_default();
    Codes(entries.into_iter().filter_map(|(code, value)| Some((code.value, read(value)?))).collect())
}

fn words<'a, T: Vocabulary>(document: &Document<'a>, table: Option<Table<'a, '_>>) -> Codes<T> {
    codes(table, |value| as_text(document, value).and_then(|text| document.word(&text)))
}

fn read_statuses<'a>(document: &Document<'a>, table: Option<Table<'a, '_>>) -> Codes<StatusMeaning> {
    codes(table, |value| {
        if let DeValue::String(_) = value.get_ref() {
            return document.choice(&as_text(document, value)?, &[("not_yet", ())]).map(|()| StatusMeaning::NotYet);
        }
        let before = document.count();
        let mut table = as_table(document, value)?;
        let review = table.text("review");
        let outcome = table.text("outcome").and_then(|text| status_outcome(document, &text));
        let by_setting = table.table("by_setting").map(|mut settings| {
            settings
                .take_rest()
                .into_iter()
                .filter_map(|(setting, value)| {
                    let outcome = status_outcome(document, &as_text(document, value)?)?;
                    Some((document.word::<Setting>(&setting)?, outcome))
                })
                .collect()
        });
        let span = table.span.clone();
        table.finish();
        match (outcome, review) {
            (Some(kind), None) => Some(StatusMeaning::Outcome { kind, by_setting: by_setting.unwrap_or_default() }),
            (None, Some(why)) => Some(StatusMeaning::Review { why: why.value }),
            _ if document.count() > before => None,
            _ => {
                document.problem(&span, "a status is \"not_yet\", { outcome = \"…\" } or { review = \"why a person must look\" }", None);
                None
            }
        }
    })
}

/// An outcome that a code can stand for: those that need words of their own cannot come from a code.
fn status_outcome(document: &Document<'_>, text: &Text) -> Option<OutcomeKind> {
    let kind: OutcomeKind = document.word(text)?;
    if matches!(kind, OutcomeKind::UnseenChild | OutcomeKind::ReportedToRefuse) {
        let message = format!("`{}` cannot come from a code, because somebody must say more; use {{ review = \"…\" }}", kind.code());
        document.problem(&text.span, message, None);
        return None;
    }
    Some(kind)
}

fn read_hl7<'a>(document: &Document<'a>, table: Option<Table<'a, '_>>) -> Hl7Rules {
    let Some(mut table) = table else { return Hl7Rules::default() };
    let rules = Hl7Rules {
        cancelled_by: table.text("cancelled_by").and_then(|text| document.choice(&text, CANCELLED_BY)).unwrap_or_default(),
        discontinued_by: table.text("discontinued_by").and_then(|text| document.choice(&text, CANCELLED_BY)).unwrap_or_default(),
        cancel_reasons: codes(table.table("cancel_reasons"), |value| document.choice(&as_text(document, value)?, CANCELLED_BY)),
        addresses_from_appointments: table.flag("addresses_from_appointments").unwrap_or_default(),
        service_field: field_path(document, table.text("service_field")),
        setting_field: field_path(document, table.text("setting_field")),
    };
    table.finish();
    rules
}

/// The place of a value in a message, such as `AIL-3.1`.
fn field_path(document: &Document<'_>, text: Option<Text>) -> Option<String> {
    let text = text?;
    if crate::hl7::FieldPath::parse(&text.value).is_none() {
        document.problem(&text.span, format!("`{}` is not a place in a message; write it like AIL-3.1", text.value), None);
        return None;
    }
    Some(text.value)
}
