// Starts and stops the demonstration of the built program.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

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
  const program = process.env.BROUGHT_BIN;
  if (!program) {
    throw new Error("BROUGHT_BIN does not name the program. Run the journeys with `cargo xtask test browser`.");
  }
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

/** What the journeys need from what the program says when it can be used. */
function understood(welcome) {
  const [address] = welcome.match(/http:\/\/127\.0\.0\.1:\d+/);
  const password = welcome.match(/password: (\S+)/)[1];
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
