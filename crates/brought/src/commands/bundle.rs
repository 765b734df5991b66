//! `brought bundle`: a folder about one person for a review of practice.

use super::backup::{folder, keep_name};
use crate::arguments::Bundle;
use crate::failure::Failure;
use crate::say::say;
use crate::{opened, operator, sealed};
use brought_app::{BundleFile, BundleForm, Desk, make_bundle};
use brought_domain::PersonId;
use brought_store::OpenMode;
use jiff::Timestamp;
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::Builder;

/// Makes the bundle, writes it beside where it is to be, and gives it its name.
pub(crate) async fn run(asked: Bundle, now: Timestamp) -> Result<(), Failure> {
    let person = PersonId::new(&asked.person).map_err(|problem| Failure::usage(format!("PERSON: {problem}")))?;
    refuse_if_there(&asked.to)?;
    // Where it cannot be written is found out before the record is opened.
    let part = private(Builder::new().prefix(".brought-bundle-").suffix(".part")).tempdir_in(folder(&asked.to));
    let part = part.map_err(|problem| Failure::usage(format!("{} cannot be written: {problem}", asked.to.display())))?;
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let maker = operator::named_or_at_the_machine(&opened.brought, asked.made_by.as_deref()).await?;
    let form = BundleForm {
        from: asked.from,
        to: asked.to_day,
        known_on: asked.known_on,
        significant: asked.significant,
        reason: asked.reason.clone(),
    };
    let bundle = make_bundle(&opened.brought, &maker, &person, &form, Desk::AtTheMachine, now).await?;
    opened.store.close().await;
    let not_written = |problem: io::Error| Failure::trouble(format!("{} could not be written: {problem}", asked.to.display()));
    for file in &bundle.files {
        write(part.path(), file).map_err(not_written)?;
    }
    refuse_if_there(&asked.to)?;
    std::fs::rename(part.path(), &asked.to).map_err(not_written)?;
    // It has its name now, and is nobody's to remove.
    let _ = part.keep();
    keep_name(&asked.to)?;
    say!("{}: {} files", asked.to.display(), bundle.files.len());
    for words in &bundle.left_out {
        say!("Left out: {words}");
    }
    say!("SHA-256 of the manifest: {}", bundle.manifest_digest);
    Ok(())
}

/// For nobody else on the machine to read.
fn private<'b, 'p, 's>(builder: &'b mut Builder<'p, 's>) -> &'b mut Builder<'p, 's> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

fn refuse_if_there(to: &Path) -> Result<(), Failure> {
    if to.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!("{} is there already: a bundle is never written over", to.display())));
    }
    Ok(())
}

/// Writes one file, for nobody else to read, and makes sure that the disk has it.
fn write(root: &Path, file: &BundleFile) -> io::Result<()> {
    let path = file.name.split('/').fold(root.to_path_buf(), |path, part| path.join(part));
    std::fs::create_dir_all(folder(&path))?;
    let mut written = sealed::create_private(&path)?;
    written.write_all(&file.content)?;
    written.sync_all()
}
