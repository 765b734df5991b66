//! Reading a pack. A pack that the program accepts is taken to be sound: what is wrong with one is for `brought policy check` to say.

use super::*;
use brought_domain::vocabulary::{Vocabulary, read as word};
use toml::{Table, Value as Toml};

/// Reads the pack whose own files have no folder before them.
///
/// # Errors
/// The first thing that could not be understood.
pub fn read(files: &Files) -> Result<Policy, String> {
    let layers = layers(files, "")?;
    let mut policy = empty();
    let mut named = BTreeMap::new();
    let mut sets = BTreeMap::new();
    for layer in &layers {
        collect_named(layer, &mut policy, &mut named, &mut sets)?;
    }
    let own = layers.last().ok_or("no pack")?;
    policy.id = text(&own.table, "id").ok_or("no id")?.to_owned();
    read_settings(&layers, &mut policy)?;
    read_pathways(files, &layers, &mut policy, &named, &sets)?;
    Ok(policy)
}

fn empty() -> Policy {
    Policy {
        id: String::new(),
        counts: vec![],
        counts_unarranged: vec![],
        window_days: 0,
        persistent_after: 3,
        escalation: vec![],
        parameters: BTreeMap::new(),
        documents: BTreeMap::new(),
        pathways: vec![],
    }
}

/// One folder: what it includes stands before it.
struct Layer {
    folder: String,
    table: Table,
}

fn layers(files: &Files, folder: &str) -> Result<Vec<Layer>, String> {
    let path = |name: &str| format!("{folder}{name}");
    let source = files.get(&path("pack.toml")).or_else(|| files.get(&path("part.toml"))).ok_or_else(|| format!("no pack in `{folder}`"))?;
    let table: Table = source.parse().map_err(|problem: toml::de::Error| problem.to_string())?;
    let mut found: Vec<Layer> = Vec::new();
    for included in texts(&table, "include") {
        for layer in layers(files, &format!("{included}/"))? {
            if !found.iter().any(|earlier| earlier.folder == layer.folder) {
                found.push(layer);
            }
        }
    }
    found.push(Layer { folder: folder.to_owned(), table });
    Ok(found)
}

type Sets = BTreeMap<String, Vec<Table>>;

/// Times, conditions, documents and sets are shared by everything in the pack; the last to say a time again is heard.
fn collect_named(layer: &Layer, policy: &mut Policy, named: &mut BTreeMap<String, Condition>, sets: &mut Sets) -> Result<(), String> {
    for (name, value) in entries(&layer.table, "parameters") {
        policy.parameters.insert(name.clone(), parameter(value)?);
    }
    // In the order of the file, because each may use those above it.
    let source = ordered(&layer.table, "conditions");
    for (name, table) in source {
        let condition = condition::read(text(table, "when").ok_or("a condition without `when`")?, named)?;
        named.insert(name.clone(), condition);
    }
    for (id, document) in entries(&layer.table, "documents") {
        policy.documents.insert(id.clone(), text(document, "kind").unwrap_or("letter").to_owned());
    }
    for (id, set) in entries(&layer.table, "sets") {
        sets.insert(id.clone(), tables(set, "duties"));
    }
    Ok(())
}

fn parameter(table: &Table) -> Result<Vec<(Option<Date>, Term)>, String> {
    let term = |table: &Table| text(table, "value").and_then(Term::read).ok_or_else(|| format!("no time in {table}"));
    if table.contains_key("value") {
        return Ok(vec![(None, term(table)?)]);
    }
    let mut values = Vec::new();
    for value in tables(table, "values") {
        let from = value.get("from").and_then(|from| from.to_string().parse().ok());
        values.push((from, term(&value)?));
    }
    Ok(values)
}

/// What a pack does not say itself it takes from the first pack that it includes.
fn read_settings(layers: &[Layer], policy: &mut Policy) -> Result<(), String> {
    let says = |key: &str| layers.last().into_iter().chain(layers.iter()).map(|layer| &layer.table).find(|table| table.contains_key(key));
    if let Some(counting) = says("counting").and_then(|table| table.get("counting")).and_then(Toml::as_table) {
        policy.counts = words(counting, "counts")?;
        policy.counts_unarranged = match counting.get("opportunistic_counts") {
            Some(Toml::Boolean(true)) => policy.counts.clone(),
            Some(Toml::Array(_)) => words(counting, "opportunistic_counts")?,
            _ => vec![],
        };
    }
    if let Some(patterns) = says("patterns").and_then(|table| table.get("patterns")).and_then(Toml::as_table) {
        policy.window_days = patterns.get("window_days").and_then(Toml::as_integer).unwrap_or(365);
    }
    if let Some(engagement) = says("engagement").and_then(|table| table.get("engagement")).and_then(Toml::as_table) {
        policy.persistent_after = engagement.get("persistent_after").and_then(Toml::as_integer).unwrap_or(3).unsigned_abs() as usize;
    }
    for rung in says("escalation").map(|table| tables(table, "escalation")).unwrap_or_default() {
        let Some(Term::WorkingDays(days)) = text(&rung, "after").and_then(Term::read) else { return Err("a rung without a time".into()) };
        policy.escalation.push((days, one(&rung, "to")?.ok_or("a rung without a role")?));
    }
    Ok(())
}

fn read_pathways(
    files: &Files,
    layers: &[Layer],
    policy: &mut Policy,
    named: &BTreeMap<String, Condition>,
    sets: &Sets,
) -> Result<(), String> {
    // The pack's own pathways first, then those that only a pack it includes has.
    let mut sources: Vec<Table> = Vec::new();
    for layer in layers.iter().rev().take(1).chain(layers.iter()) {
        for source in tables(&layer.table, "pathway") {
            if !sources.iter().any(|known| text(known, "id") == text(&source, "id")) {
                sources.push(source);
            }
        }
    }
    for source in &sources {
        let mut pathway = pathway(source, named)?;
        for layer in layers {
            let own = tables(&layer.table, "pathway").into_iter().find(|own| text(own, "id") == Some(&pathway.id));
            let file = own.and_then(|own| text(&own, "file").map(str::to_owned)).unwrap_or_else(|| format!("pathways/{}.md", pathway.id));
            let page = files.get(&format!("{}{file}", layer.folder)).map_or("", String::as_str);
            for block in blocks(page, "rule") {
                let table: Table = block.parse().map_err(|problem: toml::de::Error| problem.to_string())?;
                let rule = rule(&table, &pathway, named, sets)?;
                pathway.rules.push(rule);
            }
        }
        policy.pathways.push(pathway);
    }
    Ok(())
}

fn pathway(table: &Table, named: &BTreeMap<String, Condition>) -> Result<Pathway, String> {
    let mut endings = Vec::new();
    for ending in table.get("endings").and_then(Toml::as_array).into_iter().flatten() {
        let layer =
            ending.as_str().or_else(|| ending.as_table().and_then(|table| text(table, "layer"))).ok_or("an ending without a layer")?;
        let when = ending.as_table().and_then(|table| text(table, "when")).map(|when| condition::read(when, named)).transpose()?;
        endings.push((word(layer).map_err(|problem| problem.to_string())?, when));
    }
    Ok(Pathway {
        id: text(table, "id").ok_or("a pathway without an id")?.to_owned(),
        follows: match text(table, "follows") {
            Some("carers") => Follows::Carers,
            Some("unborn") => Follows::Unborn,
            _ => Follows::Children,
        },
        when: text(table, "when").map(|when| condition::read(when, named)).transpose()?,
        endings,
        stages: tables(table, "stages").iter().filter_map(|stage| text(stage, "id").map(str::to_owned)).collect(),
        rules: vec![],
    })
}

fn rule(table: &Table, pathway: &Pathway, named: &BTreeMap<String, Condition>, sets: &Sets) -> Result<Rule, String> {
    let mut duties = Vec::new();
    for source in tables(table, "raise") {
        match text(&source, "set") {
            None => duties.push(duty(&source, named)?),
            // Who owes it and by when is said where the set is used; both conditions have to hold.
            Some(set) => {
                for asked in &sets[set] {
                    let mut joined = source.clone();
                    joined.extend(asked.clone());
                    if let (Some(outer), Some(inner)) = (text(&source, "when"), text(asked, "when")) {
                        joined.insert("when".into(), Toml::String(format!("({outer}) and ({inner})")));
                    }
                    duties.push(duty(&joined, named)?);
                }
            }
        }
    }
    let prompt = |table: &Table| -> Result<(String, Option<DiscussionTopic>), String> {
        Ok((text(table, "words").unwrap_or_default().to_owned(), one(table, "answered_by")?))
    };
    Ok(Rule {
        id: text(table, "id").ok_or("a rule without an id")?.to_owned(),
        on_child: text(table, "on") == Some("child"),
        when: condition::read(text(table, "when").ok_or("a rule without `when`")?, named)?,
        each: match text(table, "each") {
            Some("failed_contact") => Each::FailedContact,
            Some("occasion") => Each::Occasion,
            Some("change") => Each::Change,
            _ => Each::FollowUp,
        },
        stage: text(table, "stage").and_then(|stage| pathway.stages.iter().position(|known| known == stage)),
        duties,
        prompts: tables(table, "prompts").iter().map(prompt).collect::<Result<_, _>>()?,
        alert: text(table, "alert").map(str::to_owned),
        pattern: text(table, "pattern").map(str::to_owned),
    })
}

fn duty(table: &Table, named: &BTreeMap<String, Condition>) -> Result<Duty, String> {
    let work: Work = one(table, "do")?.ok_or("a duty without `do`")?;
    let due = text(table, "due").ok_or("a duty without `due`")?;
    let due = match due.strip_prefix('$') {
        Some(name) => Ok(name.to_owned()),
        None => Err(Term::read(due).ok_or_else(|| format!("`{due}` is no time"))?),
    };
    Ok(Duty {
        work,
        detail: detail(table, work)?,
        when: text(table, "when").map(|when| condition::read(when, named)).transpose()?,
        owner: one(table, "owner")?.ok_or("a duty without an owner")?,
        fallback: one(table, "fallback")?.unwrap_or(Role::SafeguardingLead),
        due,
        from_failed_contact: match text(table, "due_from") {
            Some(from) => from == "latest_failed_contact",
            None => work == Work::PlanContact,
        },
        for_each_child: text(table, "for_each") == Some("dependent_child"),
        each_month: text(table, "each") == Some("month"),
        before_end: flag(table, "before_end"),
    })
}

fn detail(table: &Table, work: Work) -> Result<Detail, String> {
    let mut detail = Detail {
        ask: words(table, "ask")?,
        understood: flag(table, "understood"),
        records: words(table, "records")?,
        document: text(table, "document").map(str::to_owned),
        help: words(table, "help")?,
        step: one(table, "step")?,
        place: one(table, "place")?,
        active: flag(table, "active"),
        say: texts(table, "say").into_iter().map(str::to_owned).collect(),
        setting: one(table, "setting")?,
        ..Detail::default()
    };
    match work {
        Work::Liaise | Work::Refer => {
            detail.whom = Some(match text(table, "with") {
                None | Some("any_agency") => Whom::Any,
                Some("each_plan_agency") => Whom::EachOnThePlan,
                Some(_) => Whom::Kind(one(table, "with")?.ok_or("`with` is empty")?),
            });
        }
        Work::Discuss => {
            detail.roles = words(table, "with")?;
            detail.topic = one(table, "about")?;
        }
        Work::Inform => {
            for party in texts(table, "with") {
                let by_the_clock = party == "social_worker_or_duty_team";
                detail.parties.push(if by_the_clock { None } else { Some(word(party).map_err(|problem| problem.to_string())?) });
            }
            detail.about = one(table, "about")?;
        }
        _ => {}
    }
    Ok(detail)
}

/// The blocks of a page that have this tag.
pub(super) fn blocks(page: &str, tag: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut inside, mut wanted) = (false, false);
    for line in page.lines() {
        if let Some(opened) = line.trim_start().strip_prefix("```") {
            inside = !inside;
            wanted = inside && opened.trim() == tag;
            if wanted {
                found.push(String::new());
            }
        } else if let (true, Some(block)) = (wanted, found.last_mut()) {
            block.push_str(line);
            block.push('\n');
        }
    }
    found
}

fn text<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key).and_then(Toml::as_str)
}

fn flag(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Toml::as_bool) == Some(true)
}

/// One text, or a list of them.
fn texts<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    match table.get(key) {
        Some(Toml::String(one)) => vec![one],
        Some(Toml::Array(list)) => list.iter().filter_map(Toml::as_str).collect(),
        _ => vec![],
    }
}

fn words<W: Vocabulary>(table: &Table, key: &str) -> Result<Vec<W>, String> {
    texts(table, key).into_iter().map(|code| word(code).map_err(|problem| problem.to_string())).collect()
}

fn one<W: Vocabulary>(table: &Table, key: &str) -> Result<Option<W>, String> {
    Ok(words(table, key)?.into_iter().next())
}

fn tables(table: &Table, key: &str) -> Vec<Table> {
    table.get(key).and_then(Toml::as_array).into_iter().flatten().filter_map(Toml::as_table).cloned().collect()
}

fn entries<'t>(table: &'t Table, key: &str) -> Vec<(&'t String, &'t Table)> {
    table.get(key).and_then(Toml::as_table).into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_table()?))).collect()
}

/// Conditions with a name, each after those that it uses.
fn ordered<'t>(table: &'t Table, key: &str) -> Vec<(&'t String, &'t Table)> {
    let mut left = entries(table, key);
    let mut sorted: Vec<(&String, &Table)> = Vec::new();
    while !left.is_empty() {
        let waits = |one: &(&String, &Table)| {
            let when = text(one.1, "when").unwrap_or_default();
            let uses = |name: &str| when.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name);
            left.iter().any(|(name, _)| *name != one.0 && uses(name))
        };
        let next = left.iter().position(|one| !waits(one)).unwrap_or(0);
        sorted.push(left.remove(next));
    }
    sorted
}
