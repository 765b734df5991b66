// Starts and stops the demonstration of the built program.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const START_SECONDS = 120;
const STOP_SECONDS = 10;

/**
 * Starts a demonstration of its own, with its own data and always the same families.
 * Gives its address, and a function that stops it and removes its data.
 */
export async function startDemonstration(...more) {
  const program = process.env.BROUGHT_BIN;
  if (!program) {
    throw new Error("BROUGHT_BIN does not name the program. Run the journeys with `cargo xtask test browser`.");
  }
  const data = await mkdtemp(path.join(tmpdir(), "brought-journeys-"));
  const words = ["demo", "--port", "0", "--data", data, "--seed", "7", "--no-open", ...more];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { address: await addressOf(child), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

/** The address that the program prints once it can be used. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why) => reject(new Error(`the demonstration ${why}. It said:\n${said}`));
    const late = setTimeout(() => fail(`did not start within ${START_SECONDS} seconds`), START_SECONDS * 1000);
    // Both streams are read to the end, so that the program never waits for a full pipe.
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said = (said + text).slice(-20_000);
        const found = said.match(/http:\/\/127\.0\.0\.1:(\d+)/);
        if (found && said.includes("\n", found.index)) {
          clearTimeout(late);
          resolve(found[0]);
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
