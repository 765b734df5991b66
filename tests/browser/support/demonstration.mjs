// Starts and stops the demonstration of the built program.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { SECRET, startProvider } from "./provider.mjs";

const START_SECONDS = 120;
const STOP_SECONDS = 10;
/** A Wednesday without a bank holiday near: the journeys are the same on whatever day they are made. */
const DAY = "2026-11-18";

/**
 * Starts a demonstration of its own, with its own data and always the same families, of so many children.
 * One for training keeps nothing in a file.
 * Gives its address, everybody's password, the addresses of the children to begin with, the sessions of those who have signed in, and a function
 * that stops it and removes its data.
 */
export async function startDemonstration(children, { training = false } = {}) {
  const program = named();
  const data = await mkdtemp(path.join(tmpdir(), "brought-journeys-"));
  const kept = training ? ["--training"] : ["--data", data];
  const words = ["demo", "--port", "0", ...kept, "--seed", "7", "--today", DAY, "--no-open", "--children", String(children)];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { ...understood(await welcomeOf(child)), sessions: new Map(), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

/**
 * Starts the pages over the record of a small demonstration, with a provider at which people sign in, and where `hv` is known by the number on her
 * smartcard. They are served as a service serves them, so by today's clock. Gives what a demonstration gives, the provider, and a way to run the
 * program beside it, as an administrator does.
 */
export async function startWithProvider(children) {
  const program = named();
  const data = await mkdtemp(path.join(tmpdir(), "brought-journeys-"));
  const port = await freePort();
  const provider = await startProvider(`http://127.0.0.1:${port}`);
  const record = path.join(data, "demo.sqlite");
  const administrator = (...words) => promisify(execFile)(program, [...words, "--data", record]);
  let child;
  const stop = async () => {
    await (child && end(child));
    await provider.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    child = spawn(program, ["demo", "--port", "0", "--data", data, "--seed", "7", "--today", DAY, "--no-open", "--children", String(children)]);
    const demonstration = understood(await welcomeOf(child));
    await end(child);
    await administrator("account", "link", "hv", "--issuer", provider.issuer, "--uid", "555021935107");
    const settings = path.join(data, "openid.toml");
    await writeFile(settings, provider.settings);
    await writeFile(path.join(data, "secret.txt"), `${SECRET}\n`);
    child = spawn(program, ["serve", "--port", String(port), "--data", record, "--openid", settings], { stdio: ["ignore", "pipe", "pipe"] });
    const [address] = (await welcomeOf(child)).match(/http:\/\/127\.0\.0\.1:\d+/);
    return { ...demonstration, address, elsewhere: provider.issuer, provider, administrator, sessions: new Map(), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

/** A port that nobody uses now. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function named() {
  const program = process.env.BROUGHT_BIN;
  if (!program) {
    throw new Error("BROUGHT_BIN does not name the program. Run the journeys with `cargo xtask test browser`.");
  }
  return program;
}

/** What the journeys need from what the program says when it can be used. */
function understood(welcome) {
  const [address] = welcome.match(/http:\/\/127\.0\.0\.1:\d+/);
  const password = welcome.match(/password, made up for this one: (\S+)/)[1];
  const child = (why) => welcome.match(new RegExp(`/children/\\S+(?=  .*${why})`))[0];
  return {
    address,
    password,
    children: {
      awaitingOutcome: child("nobody has recorded what came of it"),
      secondFailedContact: child("for the second time"),
      readyToEnd: child("may not end yet"),
    },
  };
}

/** Everything that the program says until it can be used: the last words are how to stop it. */
function welcomeOf(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why) => reject(new Error(`the demonstration ${why}. It said:\n${said}`));
    const late = setTimeout(() => fail(`did not start within ${START_SECONDS} seconds`), START_SECONDS * 1000);
    // Both streams are read to the end, so that the program never waits for a full pipe.
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said = (said + text).slice(-20_000);
        if (said.includes("Ctrl-C stops it.")) {
          clearTimeout(late);
          resolve(said);
        }
      });
    }
    child.on("error", (problem) => fail(`could not be started: ${problem.message}`));
    child.on("exit", (code, signal) => {
      clearTimeout(late);
      fail(`ended at once (${signal ?? code})`);
    });
  });
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = once(child, "exit");
  child.kill();
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
  await ended;
  clearTimeout(force);
}
