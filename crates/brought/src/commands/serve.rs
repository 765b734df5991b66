//! `brought serve`: the pages, on this machine only or over HTTPS.

use crate::arguments::Serve;
use crate::failure::Failure;
use crate::https::{CertificateFiles, Door, Https, may_listen};
use crate::machine::{self, Dice, asked_to_stop};
use crate::say::say;
use crate::{opened, openid};
use brought_app::{Brought, doorstep_secret, sweep_worklist};
use brought_store::{OpenMode, Store};
use brought_web::{Clock, Doorstep, Memory, Pace, Router, WebState};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often lists are brought up to date for duties that become due by the passing of time alone.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(5);
/// How many people at most in one sweep, so that whoever saves something need not wait long.
const PEOPLE_IN_A_SWEEP: u32 = 200;
/// How long requests that have begun may take to finish when the program is stopped.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the record and shows its pages until the program is stopped.
pub(crate) async fn run(asked: Serve, dice: &Dice) -> Result<(), Failure> {
    let files = asked.certificate.zip(asked.private_key).map(|(certificate, key)| CertificateFiles { certificate, key });
    let https = files.map(Https::read).transpose()?;
    may_listen(asked.address, https.as_ref())?;
    let opened = opened::open_with(&asked.data, OpenMode::Existing, asked.pack.as_deref(), None, &asked.draft).await?;
    if opened.store.accounts().await?.is_empty() {
        eprintln!("brought: nobody has an account yet, so nobody can sign in: `brought help account add`");
    }
    if let Some(words) = nobody_has_signed(&opened.brought).await? {
        eprintln!("brought: {words}");
    }
    let mut state = state(opened.brought, Arc::new(machine::now), dice, None).await?;
    state.https = asked.behind_https || https.is_some();
    if let Some(file) = &asked.openid {
        let (openid, is_encrypted) = openid::from_file(file, dice)?;
        (state.openid, state.https) = (Some(openid), state.https || is_encrypted);
    }
    let door = Door::new(listen(asked.address, asked.port).await?, https);
    let stopping = asked_to_stop();
    say!("The pages of {} are at\n{}\nCtrl-C stops it.", asked.data.display(), door.address()?);
    until_stopped(door, state, &opened.store, stopping).await
}

/// Until somebody signs for a policy, whoever starts the program decides which is asked. That is said each time.
async fn nobody_has_signed(brought: &Brought) -> Result<Option<String>, Failure> {
    let in_force = brought.in_force().await?;
    let pack = in_force.pack_for(None, machine::now());
    let words = format!(
        "nobody has put a policy in force in this record: version {} of {} is asked, with which the program was started; \
         `brought help policy put-in-force`",
        pack.version, pack.id
    );
    Ok(in_force.entries().is_empty().then_some(words))
}

/// Takes a port of this machine.
///
/// # Errors
/// When it is in use, naming it and a way out.
pub(crate) async fn listen(address: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(SocketAddr::new(address, port)).await.map_err(|problem| match problem.kind() {
        ErrorKind::AddrInUse => Failure::trouble(format!(
            "port {port} is in use by another program: stop that one, choose another with --port, or give --port 0 to take any that is free"
        )),
        ErrorKind::PermissionDenied => {
            Failure::trouble(format!("port {port} may not be used here: choose one from 1024 upwards with --port"))
        }
        _ => Failure::trouble(format!("port {port} cannot be used ({problem}): choose another with --port")),
    })
}

/// Answers requests and keeps lists up to date until the program is stopped, and closes the record.
///
/// # Errors
/// When the port cannot be used any more.
pub(crate) async fn until_stopped(door: Door, state: WebState, store: &Store, stopping: impl Future<Output = ()>) -> Result<(), Failure> {
    let kept = (state.brought.clone(), Arc::clone(&state.now));
    let ended = pages_until_stopped(door, brought_web::router(state), move || kept.clone(), stopping).await;
    store.close().await;
    ended
}

/// What pages over a record work with, on this machine alone and with accounts of this program alone.
///
/// # Errors
/// When the record cannot be read or written to.
pub(crate) async fn state(brought: Brought, now: Clock, dice: &Dice, notice: Option<String>) -> Result<WebState, Failure> {
    let mut fresh = [0; 32];
    dice.fill(&mut fresh);
    let doorstep = Doorstep::new(&doorstep_secret(&brought, &fresh).await?);
    Ok(WebState {
        brought,
        pace: Pace::usual(Arc::clone(&now)),
        now,
        random: random(dice),
        notice,
        https: false,
        memory: Memory::default(),
        doorstep,
        openid: None,
        training: None,
    })
}

/// Bytes that nobody can guess, as pages want them.
pub(crate) fn random(dice: &Dice) -> brought_web::Dice {
    let dice = dice.clone();
    Arc::new(move |bytes: &mut [u8]| dice.fill(bytes))
}

/// Answers requests with these pages, and keeps the lists of the record that is `shown` up to date, until the program is stopped.
///
/// # Errors
/// When the port cannot be used any more.
pub(crate) async fn pages_until_stopped(
    door: Door,
    pages: Router,
    shown: impl Fn() -> (Brought, Clock) + Send + 'static,
    stopping: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let sweeping = tokio::spawn(keep_lists_up_to_date(shown));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut serving = tokio::spawn(door.open(pages, is_set(stopped)));
    let ended = tokio::select! {
        () = stopping => {
            // Whoever asks to stop does not want to wait for a browser that keeps its connection open.
            let _nobody_listens_any_more = stop.send(true);
            tokio::time::timeout(PATIENCE, &mut serving).await.unwrap_or(Ok(Ok(())))
        }
        ended = &mut serving => ended,
    };
    sweeping.abort();
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(problem)) => Err(Failure::trouble(format!("the pages cannot be shown any more: {problem}"))),
        Err(problem) => Err(Failure::trouble(format!("the pages cannot be shown any more: {problem}"))),
    }
}

async fn is_set(mut watched: tokio::sync::watch::Receiver<bool>) {
    // An error means that nobody can ask any more: then it is over as well.
    let _over_either_way = watched.wait_for(|set| *set).await;
}

async fn keep_lists_up_to_date(shown: impl Fn() -> (Brought, Clock)) {
    let mut every = tokio::time::interval(BETWEEN_SWEEPS);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let (brought, clock) = shown();
        match sweep_worklist(&brought, clock(), PEOPLE_IN_A_SWEEP).await {
            Ok(0) => {}
            Ok(people) => tracing::debug!(people, "lists brought up to date"),
            Err(problem) => tracing::error!(%problem, "lists could not be brought up to date"),
        }
    }
}
