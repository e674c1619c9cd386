/** Who is kept away from requests: active health checks, slow start after a return, ejection of outliers. */
import type { Millis } from '../core/units.js';

export interface HealthOptions {
  /** Time between checks of each server; no checks where left out. */
  readonly checkEveryMs?: Millis;
  /** Checks in a row that change a server's standing (HAProxy `fall` and `rise`; here one number for both). */
  readonly checksToChange?: number;
  /** A returned server's weight grows from a tenth to the whole over this time (nginx `slow_start`). */
  readonly slowStartMs?: Millis;
  /** Failures in a row after which a server is ejected (Envoy `consecutive_5xx`); none where left out. */
  readonly ejectAfter?: number;
  /** How long the first ejection lasts; the next twice as long, and so on (Envoy `base_ejection_time`). */
  readonly ejectForMs?: Millis;
}

export interface Health {
  available(server: number): boolean;
  /** Part of its weight that a server has now: 1 but in slow start. */
  share(server: number): number;
  /** Performs the checks that are due. */
  check(now: Millis): void;
  /** The end of a request. */
  heard(server: number, now: Millis, failed: boolean): void;
}

interface Standing {
  up: boolean;
  /** Checks in a row that disagree with `up`. */
  disagreeing: number;
  failuresInARow: number;
  ejections: number;
  ejectedUntil: Millis;
  returnedAt: Millis;
}

/** At most this part of the servers is ejected at a time, and always one may be (Envoy `max_ejection_percent`). */
const mostEjected = 0.1;

export function watch(servers: number, options: HealthOptions, answers: (server: number) => boolean): Health {
  const { checkEveryMs, checksToChange = 2, slowStartMs = 0, ejectAfter, ejectForMs = 30_000 } = options;
  const standings: Standing[] = Array.from({ length: servers }, () => ({
    up: true,
    disagreeing: 0,
    failuresInARow: 0,
    ejections: 0,
    ejectedUntil: 0,
    returnedAt: Number.NEGATIVE_INFINITY,
  }));
  let now: Millis = 0;
  let nextCheck: Millis = checkEveryMs ?? Number.POSITIVE_INFINITY;

  const checkOne = (standing: Standing, server: number): void => {
    if (answers(server) === standing.up) {
      standing.disagreeing = 0;
      return;
    }
    standing.disagreeing += 1;
    if (standing.disagreeing < checksToChange) return;
    standing.up = !standing.up;
    standing.disagreeing = 0;
    if (standing.up) standing.returnedAt = now;
  };

  return {
    available: (server) => (standings[server] as Standing).up && (standings[server] as Standing).ejectedUntil <= now,
    share(server) {
      const age = now - (standings[server] as Standing).returnedAt;
      return age >= slowStartMs ? 1 : Math.max(0.1, age / slowStartMs);
    },
    check(at) {
      now = at;
      for (; nextCheck <= now; nextCheck += checkEveryMs as number) standings.forEach(checkOne);
    },
    heard(server, at, failed) {
      const standing = standings[server] as Standing;
      standing.failuresInARow = failed ? standing.failuresInARow + 1 : 0;
      if (ejectAfter === undefined || standing.failuresInARow < ejectAfter) return;
      const ejected = standings.filter(({ ejectedUntil }) => ejectedUntil > at).length;
      if (ejected >= Math.max(1, Math.floor(servers * mostEjected))) return;
      standing.ejections += 1;
      standing.ejectedUntil = at + ejectForMs * 2 ** (standing.ejections - 1);
      standing.failuresInARow = 0;
    },
  };
}
