//! Putting a policy in force: shown first, then signed by whoever may, with the digest of what was shown.

use super::changes::{Counting, WouldChange};
use super::shelf::Shelved;
use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Problem, Refusal};
use crate::in_force::InForce;
use crate::whole_record::{WholeRecordGrant, each_chronology};
use brought_access::EverythingDeed;
use brought_calendar::{date_in_words, local_date};
use brought_domain::ServiceId;
use brought_domain::work::Role;
use brought_policy::scenario::run;
use brought_policy::{PoliciesInForce, PutInForce};
use brought_store::PolicyEntry;
use jiff::Timestamp;

/// Why the pack that is in use without anybody's signature stands at the beginning of the history.
const IN_USE_BEFORE: &str = "In use before any policy was put in force in this record";

/// What is to be put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutInForceForm {
    /// The digest of the pack, which has to be on the shelf or in force already.
    pub pack_digest: String,
    /// For which service. Nothing: for every service without a policy of its own.
    pub service: Option<ServiceId>,
    /// From when. Nothing: from now on.
    pub from: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// The role in which the actor signs.
    pub role: Role,
    /// The digest of what was shown.
    pub confirm: String,
}

/// What would change in what is open now, if it were in force from now on: also when it is to be in force later, because nobody knows yet
/// what will be open then.
///
/// # Errors
/// [`Failure::Refused`] when it cannot be put in force at all, with every reason; [`Failure::Trouble`].
pub async fn would_change(
    brought: &Brought,
    grant: &WholeRecordGrant,
    form: &PutInForceForm,
    now: Timestamp,
) -> Result<WouldChange, Failure> {
    let in_force = brought.in_force().await?;
    let (pack, problems) = checked(brought, &in_force, form, now).await?;
    if !problems.is_empty() {
        return Err(Refusal { problems }.into());
    }
    let mut after: PoliciesInForce = in_force.policies().clone();
    after.put(PutInForce { pack: std::sync::Arc::clone(&pack.pack), service: form.service.clone(), from: Some(now) });
    let from = form.from.map_or_else(|| "now".to_owned(), |from| from.to_string());
    let what = format!("{} {} {:?} {from}", in_force.count(), form.pack_digest, form.service);
    let mut counting = Counting::new(in_force.policies(), &after, &brought.calendar, now, &what);
    each_chronology(brought, grant, |chronology| counting.count(&chronology)).await?;
    Ok(counting.end())
}

/// Puts a policy in force, when what was shown to whoever signs is what would change.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the policies on access do not let; [`Failure::Refused`] with everything that has to be put right,
/// when something else would change by now than was shown included; [`Failure::Trouble`]. In every case nothing was put in force.
pub async fn put_in_force(
    brought: &Brought,
    grant: &WholeRecordGrant,
    form: &PutInForceForm,
    now: Timestamp,
) -> Result<PolicyEntry, Failure> {
    let actor = access::known(brought, grant.actor()).await?;
    may_sign(&actor, form.role)?;
    let in_force = brought.in_force().await?;
    let shown = would_change(brought, grant, form, now).await?;
    if form.reason.trim().is_empty() {
        return Err(Refusal::one("reason", "Say why this policy is put in force").into());
    }
    if form.confirm != shown.confirm {
        let words = "What would change is not what you were shown, because something was recorded or put in force meanwhile: look at it again, and then sign";
        return Err(Refusal::one("confirm", words).into());
    }
    let (found, _) = checked(brought, &in_force, form, now).await?;
    let entry = |pack: &brought_policy::Pack| PolicyEntry {
        pack: pack.id.clone(),
        version: pack.version.clone(),
        pack_digest: pack.digest.clone(),
        service: form.service.clone(),
        from: Some(form.from.unwrap_or(now)),
        put_at: now,
        signed_by: actor.practitioner.clone(),
        signed_as: form.role,
        reason: form.reason.trim().to_owned(),
        shown: Some(shown.confirm.clone()),
    };
    let signed = entry(&found.pack);
    let mut entries = vec![(signed.clone(), found.files)];
    if in_force.count() == 0 {
        // From here on the record itself says what was asked before, whatever pack the program is started with.
        let before = on_shelf(brought, &brought.usual().digest)
            .ok_or_else(|| Failure::unforeseen("the text of the policy in use is not at hand"))?;
        let first = PolicyEntry { service: None, from: None, reason: IN_USE_BEFORE.to_owned(), shown: None, ..entry(before.pack) };
        entries.insert(0, (first, written(before)?));
    }
    if !brought.store.put_policies_in_force(in_force.count(), &entries).await? {
        return Err(Refusal::one(
            "confirm",
            "Somebody else has put a policy in force meanwhile: look at what would change again, and then sign",
        )
        .into());
    }
    Ok(signed)
}

fn may_sign(actor: &Actor, role: Role) -> Result<(), Failure> {
    // In that role alone, whatever else they hold.
    let may = access::may_do(&Actor { roles: vec![role], ..actor.clone() }, EverythingDeed::PutPolicyInForce);
    if may && actor.holds(role) { Ok(()) } else { Err(Denied::RoleNeeded.into()) }
}

struct Found {
    pack: std::sync::Arc<brought_policy::Pack>,
    files: String,
}

/// The pack with its text, and everything that speaks against it.
async fn checked(brought: &Brought, in_force: &InForce, form: &PutInForceForm, now: Timestamp) -> Result<(Found, Vec<Problem>), Failure> {
    let found = match (on_shelf(brought, &form.pack_digest), in_force.packs().get(&form.pack_digest)) {
        (Some(shelved), _) => Found { pack: std::sync::Arc::clone(shelved.pack), files: written(shelved)? },
        // An earlier version comes back with the text that it had.
        (None, Some(pack)) => {
            let files = brought.store.policy_files(&form.pack_digest).await?.unwrap_or_default();
            Found { pack: std::sync::Arc::clone(pack), files }
        }
        (None, None) => return Err(Refusal::one("pack", "Choose a policy that is on the list").into()),
    };
    let mut problems = Vec::new();
    let mut refuse = |field: &str, words: String| problems.push(Problem { field: field.into(), words, clause: None });
    let from = form.from.unwrap_or(now);
    if from < now {
        refuse(
            "from",
            "A policy is put in force from now on or from a later moment: what was asked in the past stays as it was asked".to_owned(),
        );
    }
    if local_date(from) < found.pack.in_force_from {
        refuse(
            "from",
            format!("This policy says itself that it is in force from {}: not before that day", date_in_words(found.pack.in_force_from)),
        );
    }
    if in_force.pack_for(form.service.as_ref(), from).digest == found.pack.digest {
        refuse("pack", "This policy, in this very text, is in force there already".to_owned());
    }
    if let Some(service) = &form.service
        && brought.store.services_by_id(&[service]).await?.is_empty()
    {
        refuse("service", "The directory does not know this service".to_owned());
    }
    let scenarios = found.pack.pathways.iter().flat_map(|pathway| &pathway.scenarios);
    let wrong: Vec<&str> =
        scenarios.filter(|scenario| !run(&found.pack, scenario).is_empty()).map(|scenario| scenario.name.as_str()).collect();
    if let Some(first) = wrong.first() {
        let words = format!(
            "{} of its own scenarios do not come out as they say, the first of them “{first}”: run `brought policy test`",
            wrong.len()
        );
        refuse("pack", words);
    }
    Ok((found, problems))
}

fn on_shelf<'b>(brought: &'b Brought, digest: &str) -> Option<Shelved<'b>> {
    brought.shelf.with_digest(digest)
}

fn written(shelved: Shelved<'_>) -> Result<String, Failure> {
    serde_json::to_string(shelved.files)
        .map_err(|problem| Failure::unforeseen(format!("the text of a policy cannot be written: {problem}")))
}
