//! `brought account`: who may sign in to the pages.

use crate::arguments::{AccountAdd, AccountCodes, AccountLink, AccountList, AccountNamed, AccountPassword, AccountRoles};
use crate::failure::Failure;
use crate::machine::Dice;
use crate::opened::{self, Opened};
use crate::say::say;
use brought_app::{
    AccountToAdd, Directory, GIVEN_FOR, LinkClaim, account_named, accounts, add_account_without_password, add_practitioner,
    ask_everybody_for_code, asks_everybody_for_code, change_roles, check_account, check_account_without_password, directory, give_account,
    give_password, link_account, remove_password, remove_second_factor, set_account_disabled, unlink_account,
};
use brought_calendar::{day_in_words, local, local_date, time_in_words};
use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use brought_store::OpenMode;
use jiff::Timestamp;

/// Adds an account, and its practitioner to the directory when it does not know them.
pub(crate) async fn add(asked: AccountAdd, dice: &Dice, now: Timestamp) -> Result<(), Failure> {
    if asked.without_password {
        return add_without_password(asked).await;
    }
    let (password, made_up) = new_password(asked.password_stdin, dice)?;
    let opened = opened::open(&asked.data, OpenMode::Create, None, None).await?;
    let directory = directory(&opened.brought).await?;
    let practitioner = practitioner(&directory, &asked)?;
    let account =
        AccountToAdd { practitioner: practitioner.id.clone(), sign_in_name: asked.sign_in_name.clone(), password: password.clone() };
    // Before the directory is changed: an account that is refused leaves nothing behind.
    check_account(&opened.brought, &account).await?;
    if !directory.practitioners.contains(&practitioner) {
        add_practitioner(&opened.brought, practitioner.clone()).await?;
    }
    give_account(&opened.brought, account, &salt(dice), now).await?;
    opened.store.close().await;
    say!("{} ({}) signs in as {}.", practitioner.name, practitioner.id, asked.sign_in_name.trim().to_lowercase());
    tell_password(&password, made_up);
    Ok(())
}

/// What whoever gives the password has to know of it.
fn tell_password(password: &str, made_up: bool) {
    if made_up {
        say!("Password: {password}\nIt is not shown again.");
    }
    say!("Whoever signs in with it chooses their own first. It lets them in for {} days.", GIVEN_FOR.as_hours() / 24);
}

/// The same without a password.
async fn add_without_password(asked: AccountAdd) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Create, None, None).await?;
    let directory = directory(&opened.brought).await?;
    let practitioner = practitioner(&directory, &asked)?;
    check_account_without_password(&opened.brought, &practitioner.id, &asked.sign_in_name).await?;
    if !directory.practitioners.contains(&practitioner) {
        add_practitioner(&opened.brought, practitioner.clone()).await?;
    }
    add_account_without_password(&opened.brought, practitioner.id.clone(), asked.sign_in_name.clone()).await?;
    opened.store.close().await;
    say!("{} ({}) has no password: `brought account link` says who they are at a provider.", practitioner.name, practitioner.id);
    Ok(())
}

/// Shows who may sign in.
pub(crate) async fn list(asked: AccountList) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let known = directory(&opened.brought).await?;
    let accounts = accounts(&opened.brought).await?;
    let asks_for_code = asks_everybody_for_code(&opened.brought).await?;
    opened.store.close().await;
    if accounts.is_empty() {
        say!("Nobody can sign in. `brought account add` lets somebody.");
    }
    for account in accounts {
        let practitioner = known.practitioners.iter().find(|practitioner| practitioner.id == account.practitioner);
        let name = practitioner.map_or("not in the directory", |practitioner| practitioner.name.as_str());
        let how = match (account.disabled, account.with_password, account.with_code) {
            (true, ..) => "disabled",
            (false, true, true) => "signs in with a password and a code",
            (false, true, false) if asks_for_code => "signs in with a password, and has to set up a code",
            (false, true, false) => "signs in with a password alone",
            (false, false, _) => "has no password",
        };
        say!("{}: {name} ({}), {how}", account.sign_in_name, account.practitioner);
        if let Some(until) = account.given_until {
            let (day, time) = (day_in_words(local_date(until)), time_in_words(local(until).time()));
            say!("    was given the password, which lets them in until {time} on {day} to choose their own");
        }
        for link in account.links {
            say!("    is {} {} at {}", link.claim.code(), link.value, link.issuer);
        }
    }
    Ok(())
}

/// Gives an account another password.
pub(crate) async fn password(asked: AccountPassword, dice: &Dice, now: Timestamp) -> Result<(), Failure> {
    if asked.remove {
        let (opened, practitioner) = open_account(&asked.account).await?;
        remove_password(&opened.brought, &practitioner).await?;
        opened.store.close().await;
        say!("{} has no password any more, and is signed in nowhere.", asked.account.sign_in_name);
        return Ok(());
    }
    let (password, made_up) = new_password(asked.password_stdin, dice)?;
    let (opened, practitioner) = open_account(&asked.account).await?;
    give_password(&opened.brought, &practitioner, &password, &salt(dice), now).await?;
    opened.store.close().await;
    say!("{} has another password, and is signed in nowhere any more.", asked.account.sign_in_name);
    tell_password(&password, made_up);
    Ok(())
}

/// Says whether everybody has to have a code beside their password.
pub(crate) async fn codes(asked: AccountCodes) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    ask_everybody_for_code(&opened.brought, asked.of_everybody).await?;
    opened.store.close().await;
    if asked.of_everybody {
        say!("Whoever signs in with a password and has no code sets one up before they do anything else.");
    } else {
        say!("A code beside the password is left to each. Whoever has one goes on being asked for it.");
    }
    Ok(())
}

/// Keeps somebody from signing in, or lets them again.
pub(crate) async fn disable(asked: AccountNamed, disabled: bool) -> Result<(), Failure> {
    let (opened, practitioner) = open_account(&asked).await?;
    set_account_disabled(&opened.brought, &practitioner, disabled).await?;
    opened.store.close().await;
    if disabled {
        say!("{} cannot sign in any more. What they owe passes to the fallback roles.", asked.sign_in_name);
    } else {
        say!("{} can sign in again.", asked.sign_in_name);
    }
    Ok(())
}

/// Takes away the code that is asked for beside somebody's password.
pub(crate) async fn remove_code(asked: AccountNamed) -> Result<(), Failure> {
    let (opened, practitioner) = open_account(&asked).await?;
    let had_one = remove_second_factor(&opened.brought, &practitioner).await?;
    opened.store.close().await;
    if had_one {
        say!("{} signs in by password alone, until they set up a code again.", asked.sign_in_name);
    } else {
        say!("{} has no code: they sign in by password alone.", asked.sign_in_name);
    }
    Ok(())
}

/// Gives somebody other roles or services. What is not named stays as it is.
pub(crate) async fn roles(asked: AccountRoles) -> Result<(), Failure> {
    let (opened, practitioner) = open_account(&asked.account).await?;
    let directory = directory(&opened.brought).await?;
    let Some(known) = directory.practitioners.iter().find(|known| known.id == practitioner) else {
        return Err(Failure::usage(format!(
            "the directory does not know {practitioner}, whose account this is: import it, or add the account anew"
        )));
    };
    let named = asked.role.iter().map(|code| role(code)).collect::<Result<Vec<_>, _>>()?;
    let roles = if named.is_empty() { known.roles.clone() } else { named };
    let named = asked.service.iter().map(|id| service(id, &directory)).collect::<Result<Vec<_>, _>>()?;
    let services = if named.is_empty() { known.services.clone() } else { named };
    change_roles(&opened.brought, &practitioner, roles.clone(), services.clone()).await?;
    opened.store.close().await;
    let roles: Vec<&str> = roles.iter().map(|role| role.words()).collect();
    let services: Vec<&str> = services.iter().map(ServiceId::as_str).collect();
    say!(
        "{} ({practitioner}) is {} in {}.",
        known.name,
        roles.join(", "),
        if services.is_empty() { "no service".to_owned() } else { services.join(", ") }
    );
    Ok(())
}

/// Writes down who somebody is at a provider.
pub(crate) async fn link(asked: AccountLink, now: Timestamp) -> Result<(), Failure> {
    let claim = match (&asked.subject, &asked.uid) {
        (Some(subject), _) => (LinkClaim::Subject, subject.as_str()),
        (None, uid) => (LinkClaim::Uid, uid.as_deref().unwrap_or_default()),
    };
    let (opened, practitioner) = open_account(&asked.account).await?;
    link_account(&opened.brought, &practitioner, &asked.issuer, claim, now).await?;
    opened.store.close().await;
    say!("{} ({practitioner}) is {} {} at {}.", asked.account.sign_in_name, claim.0.code(), claim.1.trim(), asked.issuer.trim());
    Ok(())
}

/// Takes that away.
pub(crate) async fn unlink(asked: AccountNamed) -> Result<(), Failure> {
    let (opened, practitioner) = open_account(&asked).await?;
    let links = unlink_account(&opened.brought, &practitioner).await?;
    opened.store.close().await;
    if links == 0 {
        say!("Nothing was written down about who {} is at a provider.", asked.sign_in_name);
    } else {
        say!("{} cannot sign in at a provider any more, and is signed out where they had.", asked.sign_in_name);
    }
    Ok(())
}

async fn open_account(asked: &AccountNamed) -> Result<(Opened, PractitionerId), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let practitioner = account_named(&opened.brought, &asked.sign_in_name).await?;
    Ok((opened, practitioner))
}

/// The password, and whether it was made up and has to be told.
fn new_password(from_input: bool, dice: &Dice) -> Result<(String, bool), Failure> {
    Ok(if from_input { (password_from_input()?, false) } else { (dice.password(), true) })
}

fn salt(dice: &Dice) -> [u8; 16] {
    let mut salt = [0; 16];
    dice.fill(&mut salt);
    salt
}

/// The practitioner as the directory is to have them. What is not said stays as it is.
fn practitioner(directory: &Directory, asked: &AccountAdd) -> Result<Practitioner, Failure> {
    let id = PractitionerId::new(asked.practitioner.as_str()).map_err(|problem| Failure::usage(format!("--practitioner: {problem}")))?;
    let known = directory.practitioners.iter().find(|practitioner| practitioner.id == id);
    let roles = asked.role.iter().map(|code| role(code)).collect::<Result<Vec<_>, _>>()?;
    let services = asked.service.iter().map(|id| service(id, directory)).collect::<Result<Vec<_>, _>>()?;
    Ok(match known {
        Some(known) => Practitioner {
            id,
            name: asked.name.clone().unwrap_or_else(|| known.name.clone()),
            roles: if roles.is_empty() { known.roles.clone() } else { roles },
            services: if services.is_empty() { known.services.clone() } else { services },
        },
        None => {
            let missing = format!("the directory does not know the practitioner {id}: say who they are with --name and --role");
            let name = asked.name.clone().filter(|name| !name.trim().is_empty()).ok_or_else(|| Failure::usage(missing.clone()))?;
            if roles.is_empty() {
                return Err(Failure::usage(missing));
            }
            Practitioner { id, name, roles, services }
        }
    })
}

fn role(code: &str) -> Result<Role, Failure> {
    Role::ALL.iter().copied().find(|role| role.code() == code).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        Failure::usage(format!("`{code}` is not a role; write one of: {}", known.join(", ")))
    })
}

fn service(id: &str, directory: &Directory) -> Result<ServiceId, Failure> {
    let known = directory.services.iter().find(|service| service.id.as_str() == id);
    known.map(|service| service.id.clone()).ok_or_else(|| {
        let known: Vec<&str> = directory.services.iter().map(|service| service.id.as_str()).collect();
        let known = if known.is_empty() { "none yet: imports bring them".to_owned() } else { known.join(", ") };
        Failure::usage(format!("the directory knows no service {id}; it knows {known}"))
    })
}

fn password_from_input() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|problem| Failure::trouble(format!("the password could not be read from the standard input: {problem}")))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err(Failure::usage("there is no password on the standard input: write it as the first line"));
    }
    Ok(password)
}
