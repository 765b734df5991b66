//! Policy packs made up at random. No shipped pack uses everything that a pack may use, or uses it together; these do.

use super::Dice;
use crate::policy::Files;
use brought_domain::contact::{OutcomeKind, Setting};
use brought_domain::informing::{InformTopic, Party};
use brought_domain::steps::{AlertPlace, HelpKind, RecordKind, Step};
use brought_domain::vocabulary::Vocabulary;
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};
use brought_policy::Action;
use brought_policy::fact::{FactName, FactType};

/// The texts of a pack that the program accepts. It makes no sense, but it says something about every fact and every action sooner or later.
pub fn pack(seed: u64) -> Files {
    let mut draw = PackDraw { dice: Dice::new(seed ^ 0x7061_636b), named: vec![], rules: 0 };
    let mut texts = Files::new();
    for (file, words) in [("letter", "We would like to see your child."), ("card", "Please ring us."), ("leaflet", "Who we are.")] {
        texts.insert(format!("documents/{file}.md"), format!("# About your visit\n\n{words}\n"));
    }
    let manifest = draw.manifest();
    let pathways = draw.pathways();
    for pathway in &pathways {
        texts.insert(format!("pathways/{}.md", pathway.id), draw.page(pathway));
    }
    let listed: String = pathways.into_iter().map(|pathway| pathway.text).collect();
    texts.insert("pack.toml".into(), manifest + &listed);
    texts.insert("clauses.toml".into(), CLAUSES.into());
    texts
}

const CLAUSES: &str = "[[clause]]\nid = \"D-01\"\nsection = \"1\"\nsays = \"Follow up.\"\nheld_by = \"rules\"\n";

struct PackDraw {
    dice: Dice,
    /// The conditions with a name.
    named: Vec<String>,
    /// How many rules there are so far.
    rules: usize,
}

struct Pathway {
    id: String,
    follows: &'static str,
    text: String,
    stages: usize,
}

/// What a rule can do with its duties.
#[derive(Clone, Copy)]
struct Within<'p> {
    pathway: &'p Pathway,
    on_child: bool,
    each: &'static str,
}

impl PackDraw {
    /// What the pack is, what it counts, and how far back it looks.
    fn head(&mut self) -> String {
        let (mut counts, mut does_not_count) = (vec![], vec![]);
        for kind in OutcomeKind::MEMBERS {
            let never = matches!(
                kind,
                OutcomeKind::Seen
                    | OutcomeKind::SpokenTo
                    | OutcomeKind::Attended
                    | OutcomeKind::AdministrativeError
                    | OutcomeKind::CancelledByService
            );
            let counted = !never && self.dice.chance(80);
            if counted { &mut counts } else { &mut does_not_count }.push(kind.code_of());
        }
        let unarranged = match self.dice.below(3) {
            0 => "true".to_owned(),
            1 => "false".to_owned(),
            _ => list(&counts[..counts.len() / 2]),
        };
        let window = self.dice.of(&[30, 90, 365]);
        let persistent = self.dice.of(&["", "[engagement]\npersistent_after = 2\nclause = [\"D-01\"]\nnote = \"Drawn.\"\n"]);
        format!(
            "{HEAD}[counting]\nclause = [\"D-01\"]\ncounts = {}\ndoes_not_count = {}\nopportunistic_counts = {unarranged}\n\
             [patterns]\nwindow_days = {window}\nclause = [\"D-01\"]\nnote = \"Drawn.\"\n{persistent}",
            list(&counts),
            list(&does_not_count)
        )
    }

    /// Everything but the pathways.
    fn manifest(&mut self) -> String {
        let mut text = self.head();
        let mut after = 0;
        for role in [Role::LineManager, Role::SafeguardingLead, Role::NamedNurse].into_iter().take(1 + self.dice.below(3)) {
            after += 1 + self.dice.below(4);
            text += &format!("[[escalation]]\nafter = \"{after} working days\"\nto = \"{}\"\nnote = \"Drawn.\"\n", role.code_of());
        }
        for (name, value) in PARAMETERS {
            text += &format!("[parameters.{name}]\n{value}\nclause = [\"D-01\"]\nbasis = \"document\"\n");
        }
        for kind in ["letter", "card", "leaflet"] {
            text += &format!(
                "[documents.a_{kind}]\ntitle = \"A {kind}\"\nkind = \"{kind}\"\nfile = \"documents/{kind}.md\"\nclause = [\"D-01\"]\nnote = \"Drawn.\"\n"
            );
        }
        for number in 0..self.dice.below(3) {
            let when = self.condition(true, true);
            text += &format!("[conditions.named_{number}]\nwhen = \"{when}\"\nclause = [\"D-01\"]\nbasis = \"document\"\n");
            self.named.push(format!("named_{number}"));
        }
        text
    }

    /// One or more pathways for each kind of person; the last of each kind is for whoever is left.
    fn pathways(&mut self) -> Vec<Pathway> {
        let mut pathways = vec![];
        for (follows, most) in [("children", 3), ("carers", 2), ("unborn", 1)] {
            let count = if follows == "children" { 1 + self.dice.below(most) } else { self.dice.below(most + 1) };
            for number in 0..count {
                let id = format!("{follows}-{number}");
                let stages = 1 + self.dice.below(3);
                let listed: Vec<String> = (0..stages).map(|stage| format!("{{ id = \"s{stage}\", words = \"step {stage}\" }}")).collect();
                let when = if number + 1 < count { format!("when = \"{}\"\n", self.condition(true, false)) } else { String::new() };
                let endings = self.endings();
                let text = format!(
                    "[[pathway]]\nid = \"{id}\"\ntitle = \"{id}\"\nfile = \"pathways/{id}.md\"\nfollows = \"{follows}\"\n{when}\
                     endings = [{endings}]\nstages = [{}]\n",
                    listed.join(", ")
                );
                pathways.push(Pathway { id, follows, text, stages });
            }
        }
        pathways
    }

    fn endings(&mut self) -> String {
        let mut endings = vec!["\"assured\"".to_owned()];
        for layer in ["withdrawn", "died", "pregnancy_ended"] {
            if self.dice.chance(80) {
                endings.push(format!("\"{layer}\""));
            }
        }
        // A pause ends by time alone, and what is asked then is not settled: tests/unsettled.md.
        for layer in ["discharged_risk_excluded", "handed_over"] {
            if self.dice.chance(50) {
                endings.push(format!("{{ layer = \"{layer}\", when = \"{}\", clause = [\"D-01\"] }}", self.condition(true, true)));
            }
        }
        endings.join(", ")
    }

    fn page(&mut self, pathway: &Pathway) -> String {
        let most = self.dice.of(&[4, 12, 30, 80]);
        let rules = 1 + self.dice.below(most);
        let rules: String = (0..rules).map(|_| self.rule(pathway)).collect();
        format!("# {}\n\n{rules}", pathway.id)
    }

    fn rule(&mut self, pathway: &Pathway) -> String {
        let id = self.rules;
        self.rules += 1;
        let on_child = self.dice.chance(20);
        let each = self.dice.of(&["follow_up", "follow_up", "failed_contact", "occasion", "change"]);
        let each = if on_child && each == "failed_contact" { "occasion" } else { each };
        let within = Within { pathway, on_child, each };
        let mut text = format!("## Rule {id} (D-01)\n\n```rule\nid = \"D-{id}\"\nclause = [\"D-01\"]\neach = \"{each}\"\n");
        if on_child {
            text += "on = \"child\"\n";
        } else if self.dice.chance(20) {
            text += &format!("stage = \"s{}\"\n", self.dice.below(pathway.stages));
        }
        let has_pattern = self.dice.chance(10);
        text += &format!("when = \"{}\"\n", self.condition(!on_child, !has_pattern));
        if has_pattern {
            text += &format!("pattern = \"{}\"\n", self.dice.of(&["closure", "flight", "disguised_compliance", "missed_contacts"]));
        }
        if self.dice.chance(10) {
            text += &format!("alert = \"Look at {id}.\"\n");
        }
        if self.dice.chance(10) {
            let answered =
                if self.dice.chance(50) { format!(", answered_by = \"{}\"", self.word::<DiscussionTopic>()) } else { String::new() };
            text += &format!("prompts = [{{ words = \"Think of {id}.\"{answered} }}]\n");
        }
        let duties: Vec<String> = (0..1 + self.dice.below(3)).map(|_| self.duty(within)).collect();
        text + &format!("raise = [{}]\n```\n\n", duties.join(", "))
    }

    fn duty(&mut self, within: Within<'_>) -> String {
        let of_contact = |action: &Action| matches!(action, Action::RecordResponse | Action::RecordOutcome | Action::PlanContact);
        let of_referral = |action: &Action| *action == Action::ObtainAnswerToReferral;
        let fits = |action: &Action| (!within.on_child || !of_contact(action)) && (within.each == "occasion" || !of_referral(action));
        let action = Some(self.dice.of(Action::ALL)).filter(fits).unwrap_or(Action::Liaise);
        let owner = self.owner();
        let mut text = format!("{{ do = \"{}\", owner = \"{}\"", action.code(), owner.code_of());
        let detail = self.detail(action, owner);
        let detail = if within.on_child { detail.replace("a_card", "a_letter") } else { detail };
        let of_contact = of_contact(&action) || detail.contains("a_card");
        text += &detail;
        let due =
            self.dice.of(&["no deadline", "at once", "end of day", "$hours", "$days", "$weeks", "$months", "$between", "$soon", "$soon"]);
        text += &format!(", due = \"{due}\"");
        if self.dice.chance(20) {
            let fallback = if owner == Role::NamedNurse { Role::Supervisor } else { Role::NamedNurse };
            text += &format!(", fallback = \"{}\"", fallback.code_of());
        }
        if self.dice.chance(25) {
            text += &format!(", when = \"{}\"", self.condition(!within.on_child, true));
        }
        if !within.on_child && self.dice.chance(25) {
            text += &format!(", due_from = \"{}\"", self.dice.of(&["trigger", "latest_failed_contact"]));
        }
        let of_one_child = matches!(action, Action::AssessVulnerability | Action::ConsiderNeeds | Action::EstablishLastSeen);
        if !within.on_child && within.pathway.follows == "carers" && (of_one_child || self.dice.chance(40)) {
            text += ", for_each = \"dependent_child\"";
        }
        let in_days = !["no deadline", "at once", "end of day", "$hours"].contains(&due);
        if in_days && within.each == "follow_up" && !of_contact && self.dice.chance(20) {
            text += ", each = \"month\"";
        }
        if due != "no deadline" && !within.on_child && self.dice.chance(15) {
            text += ", before_end = true";
        }
        text + " }"
    }

    fn owner(&mut self) -> Role {
        if self.dice.chance(60) { Role::Practitioner } else { self.dice.of(Role::MEMBERS) }
    }

    /// What the action needs.
    fn detail(&mut self, action: Action, owner: Role) -> String {
        match action {
            Action::Liaise => {
                let with = match self.dice.below(10) {
                    0 => "any_agency",
                    1 | 2 => "each_plan_agency",
                    3..=6 => "gp_practice",
                    _ => self.word::<AgencyKind>(),
                };
                let ask = if self.dice.chance(80) { format!(", ask = {}", self.words::<Ask>()) } else { String::new() };
                format!(", with = \"{with}\"{ask}")
            }
            Action::Discuss => {
                let other = if owner == Role::SafeguardingLead { Role::Supervisor } else { Role::SafeguardingLead };
                let one = self.dice.of(Role::MEMBERS);
                let roles = if one == other { vec![other.code_of()] } else { vec![one.code_of(), other.code_of()] };
                format!(", with = {}, about = \"{}\"", list(&roles), self.word::<DiscussionTopic>())
            }
            Action::Inform => {
                let with = if self.dice.chance(20) { "social_worker_or_duty_team" } else { self.word::<Party>() };
                let understood = if self.dice.chance(20) { ", understood = true" } else { "" };
                format!(", with = \"{with}\", about = \"{}\"{understood}", self.word::<InformTopic>())
            }
            Action::Refer => {
                if self.dice.chance(50) {
                    ", with = \"childrens_social_care\"".into()
                } else {
                    String::new()
                }
            }
            Action::ReviewRecords => format!(", records = {}", self.words::<RecordKind>()),
            Action::Send => format!(", document = \"a_{}\"", self.dice.of(&["letter", "card", "leaflet"])),
            Action::OfferHelp => {
                if self.dice.chance(50) {
                    format!(", help = {}", self.words::<HelpKind>())
                } else {
                    String::new()
                }
            }
            Action::TakeStep => format!(", step = \"{}\"", self.word::<Step>()),
            Action::DecideAlert => format!(", place = \"{}\", active = {}", self.word::<AlertPlace>(), self.dice.chance(50)),
            Action::RecordImpactAndDecision => self.dice.of(&["", "", ", say = [\"known\", \"not_known\"]"]).into(),
            Action::PlanContact => match self.dice.below(3) {
                0 => format!(", setting = \"{}\"", self.dice.of(&[Setting::Home, Setting::Clinic]).code_of()),
                _ => String::new(),
            },
            _ => String::new(),
        }
    }

    fn word<V: Vocabulary>(&mut self) -> &'static str {
        self.dice.of(V::MEMBERS).code_of()
    }

    /// One or two different words of a list.
    fn words<V: Vocabulary>(&mut self) -> String {
        let (one, other) = (self.word::<V>(), self.word::<V>());
        let both = [one, other];
        list(if one == other || self.dice.chance(50) { &both[..1] } else { &both })
    }

    /// A condition: of a follow-up, or of the child alone; and whether it may ask about patterns.
    fn condition(&mut self, of_follow_up: bool, of_patterns: bool) -> String {
        let one = self.part(of_follow_up, of_patterns);
        match self.dice.below(10) {
            0 | 1 => "always".to_owned(),
            2..=6 => one,
            7 => format!("{one} and {}", self.part(of_follow_up, of_patterns)),
            8 => format!("{one} or {}", self.part(of_follow_up, of_patterns)),
            _ => {
                let (two, three) = (self.part(of_follow_up, of_patterns), self.part(of_follow_up, of_patterns));
                format!("({one} or {two}) and not ({three})")
            }
        }
    }

    fn part(&mut self, of_follow_up: bool, of_patterns: bool) -> String {
        // What a name stands for may be of a follow-up, and may ask about patterns.
        if of_follow_up && of_patterns && !self.named.is_empty() && self.dice.chance(15) {
            return self.dice.of(&self.named);
        }
        let known = |fact: &&FactName| (of_follow_up || !fact.needs_follow_up()) && (of_patterns || **fact != FactName::PatternActive);
        let facts: Vec<FactName> = FactName::MEMBERS.iter().filter(known).copied().collect();
        let fact = self.dice.of(&facts);
        let code = fact.code_of();
        if self.dice.chance(7) {
            return format!("{code} is {}known", self.dice.of(&["", "not "]));
        }
        match fact.fact_type() {
            FactType::Truth => format!("{}{code}", self.dice.of(&["", "", "not "])),
            FactType::Number => {
                let sign = self.dice.of(&[">=", ">=", ">=", "<=", "=", "!=", ">", "<"]);
                let number = if fact == FactName::AgeMonths { self.dice.of(&[1, 12, 31, 192]) } else { self.dice.below(4) };
                format!("{code} {sign} {number}")
            }
            FactType::Code(codes) => {
                let codes: Vec<&'static str> = codes().into_iter().map(|code| code.code()).collect();
                let (one, other) = (self.dice.of(&codes), self.dice.of(&codes));
                match self.dice.below(3) {
                    0 => format!("{code} != {one}"),
                    1 => format!("{code} = {one}"),
                    _ if one == other => format!("{code} in [{one}]"),
                    _ => format!("{code} in [{one}, {other}]"),
                }
            }
        }
    }
}

fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", words.join(", "))
}

const PARAMETERS: [(&str, &str); 6] = [
    ("hours", "value = \"24 hours\""),
    ("days", "value = \"7 days\""),
    ("weeks", "value = \"2 weeks\""),
    ("months", "value = \"1 month\""),
    ("between", "value = \"4 to 6 weeks\""),
    ("soon", "values = [{ from = 2024-01-01, value = \"2 working days\" }, { from = 2026-01-20, value = \"5 working days\" }]"),
];

const HEAD: &str = "id = \"drawn\"\ntitle = \"Made up at random\"\npublisher = \"Nobody: made for tests\"\nversion = \"1.0\"\n\
    in_force_from = 2024-01-01\nreview_by = 2029-01-01\nnation = \"england-and-wales\"\n[source]\ndocument = \"Made for tests\"\n\
    sha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";
