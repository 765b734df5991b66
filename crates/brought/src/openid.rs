//! Settings for signing in with an organisation's own provider, and the provider that they name.

use crate::failure::Failure;
use crate::machine::Dice;
use brought_openid::Settings;
use brought_web::OpenId;
use std::path::Path;

/// The provider of a file of settings, and whether browsers reach the pages encrypted.
///
/// # Errors
/// When the file, a setting in it or the client's secret cannot be used, and when the program was built without providers.
pub(crate) fn from_file(file: &Path, dice: &Dice) -> Result<(OpenId, bool), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|problem| Failure::usage(format!("the settings in {} cannot be read: {problem}", file.display())))?;
    let settings = Settings::read(&file.display().to_string(), &text).map_err(|problem| Failure::usage(problem.to_string()))?;
    let is_encrypted = settings.is_encrypted();
    let provider = built_in::provider(settings, file)?;
    let mut key = [0; 32];
    dice.fill(&mut key);
    Ok((OpenId::new(provider, key), is_encrypted))
}

#[cfg(feature = "openid")]
mod built_in {
    use crate::failure::Failure;
    use crate::machine;
    use brought_openid::{IdentityProvider, Provider, Secret, Settings};
    use std::path::Path;
    use std::sync::Arc;

    /// In the environment: the client's secret, where the settings name no file.
    const VARIABLE: &str = "BROUGHT_OPENID_SECRET";

    pub(super) fn provider(settings: Settings, file: &Path) -> Result<Arc<dyn IdentityProvider>, Failure> {
        let secret = secret(&settings, file)?;
        let provider = Provider::new(settings, secret).map_err(|problem| Failure::usage(format!("{}: {problem}", file.display())))?;
        Ok(Arc::new(provider))
    }

    /// The client's secret; nothing for a client that has none and shows itself by its verifier alone.
    fn secret(settings: &Settings, file: &Path) -> Result<Option<Secret>, Failure> {
        let Some(named) = &settings.client_secret_file else { return Ok(machine::setting(VARIABLE).map(|text| Secret::new(&text))) };
        let path = file.parent().unwrap_or(Path::new("")).join(named);
        let text = std::fs::read_to_string(&path).map_err(|problem| {
            let path = path.display();
            Failure::usage(format!("{}: `client_secret_file` names {path}, which cannot be read: {problem}", file.display()))
        })?;
        let secret = Secret::new(&text);
        if secret.is_empty() {
            return Err(Failure::usage(format!("{}: `client_secret_file` names {}, which is empty", file.display(), path.display())));
        }
        Ok(Some(secret))
    }
}

#[cfg(not(feature = "openid"))]
mod built_in {
    use crate::failure::Failure;
    use brought_openid::{IdentityProvider, Settings};
    use std::path::Path;
    use std::sync::Arc;

    pub(super) fn provider(_settings: Settings, _file: &Path) -> Result<Arc<dyn IdentityProvider>, Failure> {
        Err(Failure::usage(
            "this program was built without signing in at a provider: build it with `cargo build --release -p brought --features openid`, or leave \
             out --openid",
        ))
    }
}
