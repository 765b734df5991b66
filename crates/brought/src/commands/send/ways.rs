//! The ways of sending that were asked for, with their keys and passwords.

use crate::arguments::Send;
use crate::failure::Failure;
use brought_sending::{Channel, Folder};
use brought_store::ChannelKind;
use std::sync::Arc;

/// A way of sending.
pub(super) type Way = (ChannelKind, Arc<dyn Channel>);

/// Every way that was asked for.
pub(super) fn of(asked: &Send) -> Result<Vec<Way>, Failure> {
    let mut ways: Vec<Way> = Vec::new();
    if let Some(path) = &asked.folder {
        ways.push((ChannelKind::Folder, Arc::new(Folder::new(path).map_err(cannot)?)));
    }
    if asked.notify {
        ways.push((ChannelKind::Notify, built_in::notify(asked)?));
    }
    if asked.smtp.is_some() {
        ways.push((ChannelKind::Email, built_in::email(asked)?));
    }
    Ok(ways)
}

fn cannot(problem: brought_sending::SettingProblem) -> Failure {
    Failure::usage(problem.to_string())
}

#[cfg(feature = "sending")]
mod built_in {
    use super::cannot;
    use crate::arguments::{Class, Send};
    use crate::failure::Failure;
    use crate::machine;
    use brought_sending::{Channel, Email, EmailSettings, NOTIFY, Notify, Postage, Secret};
    use std::path::Path;
    use std::sync::Arc;

    pub(super) fn notify(asked: &Send) -> Result<Arc<dyn Channel>, Failure> {
        let key = secret(asked.notify_key.as_deref(), "BROUGHT_NOTIFY_KEY", "--notify-key")?;
        let postage = match asked.postage {
            Class::First => Postage::First,
            Class::Second => Postage::Second,
            Class::Economy => Postage::Economy,
        };
        let address = asked.notify_address.as_deref().unwrap_or(NOTIFY);
        Ok(Arc::new(Notify::new(address, &key, postage).map_err(cannot)?))
    }

    pub(super) fn email(asked: &Send) -> Result<Arc<dyn Channel>, Failure> {
        let account = match &asked.smtp_user {
            Some(name) => Some((name.clone(), secret(asked.smtp_password.as_deref(), "BROUGHT_SMTP_PASSWORD", "--smtp-password")?)),
            None => None,
        };
        let settings =
            EmailSettings { server: asked.smtp.clone().unwrap_or_default(), from: asked.from.clone().unwrap_or_default(), account };
        Ok(Arc::new(Email::new(&settings).map_err(cannot)?))
    }

    /// A key or a password, from a file or the environment.
    fn secret(file: Option<&Path>, variable: &str, argument: &str) -> Result<Secret, Failure> {
        let text = match file {
            Some(path) => Some(
                std::fs::read_to_string(path).map_err(|problem| Failure::usage(format!("{} cannot be read: {problem}", path.display())))?,
            ),
            None => machine::setting(variable),
        };
        let secret = Secret::new(&text.unwrap_or_default());
        if secret.is_empty() {
            return Err(Failure::usage(format!("there is no key or password: give a file with {argument}, or set {variable}")));
        }
        Ok(secret)
    }
}

#[cfg(not(feature = "sending"))]
mod built_in {
    use crate::arguments::Send;
    use crate::failure::Failure;
    use brought_sending::Channel;
    use std::sync::Arc;

    const MISSING: &str = "this program was built without ways of sending that speak to a network: build it with `cargo build --release -p brought \
                           --features sending`, or give a folder with --folder";

    pub(super) fn notify(_asked: &Send) -> Result<Arc<dyn Channel>, Failure> {
        Err(Failure::usage(MISSING))
    }

    pub(super) fn email(_asked: &Send) -> Result<Arc<dyn Channel>, Failure> {
        Err(Failure::usage(MISSING))
    }
}
