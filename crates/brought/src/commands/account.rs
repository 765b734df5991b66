//! `brought account`: who may sign in to the pages.

use crate::arguments::AccountAdd;
use crate::failure::Failure;
use crate::machine::Dice;
use crate::opened;
use crate::say::say;
use brought_app::{AccountToAdd, Directory, add_account, add_practitioner, check_account, directory};
use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use brought_store::OpenMode;

/// Adds an account, and its practitioner to the directory when it does not know them.
pub(crate) async fn add(asked: AccountAdd, dice: &Dice) -> Result<(), Failure> {
    let (password, made_up) = if asked.password_stdin { (password_from_input()?, false) } else { (dice.password(), true) };
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
    let mut salt = [0; 16];
    dice.fill(&mut salt);
    add_account(&opened.brought, account, &salt).await?;
    opened.store.close().await;
    say!("{} ({}) signs in as {}.", practitioner.name, practitioner.id, asked.sign_in_name.trim().to_lowercase());
    if made_up {
        say!("Password: {password}\nIt is not shown again.");
    }
    Ok(())
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
