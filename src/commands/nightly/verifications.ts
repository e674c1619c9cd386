/** The part of a night that runs the protocols and their mutants over seeds. */
import type { Size } from '../../measure/declare.js';
import { budgets, patienceMs } from '../../measure/plan.js';
import { firstLineOf } from '../../measure/subject-error.js';
import { StuckError } from '../../measure/verify/lanes.js';
import { type ProtocolVerification, verify } from '../../measure/verify/verify.js';
import type { VerificationRow } from '../../results/row.js';
import { measuredSystems } from '../config.js';
import { UsageError } from '../exit.js';
import type { Session } from '../session.js';
import { expectedRows } from './expected-rows.js';
import { runsName } from './rotation.js';

const seedsOf: Readonly<Record<Size, number>> = { smoke: 5, quick: 50, full: 1_000 };
/** A quick night asks of a mutant whether it is caught, and has more seeds for that; a whole one counts how often. */
const quickMutants = { mutantSeeds: 250, catches: 1 };
/** A mutant may pass hundreds of seeds: that it was not caught in fewer than this says nothing. */
const mutantSeeds = 1_000;

export async function verifyProtocols({ writer, measuring, progress }: Session): Promise<void> {
  const budget = measuring.budget ?? budgets[measuring.size];
  const protocols = await verify(await measuredSystems(), {
    seeds: seedsOf[measuring.size],
    from: 0n,
    mutant: null,
    ...(measuring.size === 'quick' ? quickMutants : {}),
    maxMs: budget.verifyMs,
    patienceMs: patienceMs(budget, budget.verifyMs),
    onFailure: (protocol, mutant, error) => {
      const what = mutant === null ? protocol : `${protocol}, ${mutant}`;
      const replay = `npx nines verify ${protocol}${mutant === null ? '' : ` --mutant ${mutant}`}`;
      writer.add({ kind: 'leftOut', part: 'verify', what, because: firstLineOf(error), replay });
      if (!(error instanceof StuckError)) {
        const told = new UsageError(`${what}: ${firstLineOf(error)}; ${replay} runs it alone`);
        if (measuring.onFailure === undefined) throw told;
        measuring.onFailure(told);
      }
    },
    signal: measuring.signal,
    age: (protocol, mutant) => measuring.age?.(runsName(protocol, mutant)) ?? Infinity,
    onProgress: (protocol, mutant, done, total) =>
      progress.say(mutant === null ? protocol : `${protocol}, ${mutant}`, done, total),
  });
  for (const row of protocols.flatMap(verificationRows)) writer.add(row);
  for (const row of expectedRows(protocols)) writer.add(row);
}

function verificationRows({
  name,
  seeds,
  leftOut,
  accepted,
  rejected,
  inconclusive,
  failures,
  mutants,
}: ProtocolVerification): VerificationRow[] {
  const first = failures[0]?.seed ?? null;
  const sound: VerificationRow = {
    kind: 'verification',
    protocol: name,
    mutant: null,
    seeds,
    accepted,
    rejected,
    inconclusive,
    firstSeed: first,
    verdict: rejected > 0 ? 'bad' : inconclusive + leftOut > 0 ? 'inconclusive' : 'good',
    replay:
      first === null
        ? `npx nines verify ${name} --seeds ${seeds + leftOut}`
        : `npx nines verify ${name} --seed ${first}`,
  };
  return [
    sound,
    ...mutants.map(
      (mutant): VerificationRow => ({
        kind: 'verification',
        protocol: name,
        mutant: mutant.name,
        seeds: mutant.seeds,
        accepted: mutant.seeds - mutant.caught,
        rejected: mutant.caught,
        inconclusive: 0,
        firstSeed: mutant.firstSeed,
        verdict: mutant.caught > 0 ? 'good' : mutant.seeds < mutantSeeds ? 'inconclusive' : 'bad',
        replay: `npx nines verify ${name} --mutant ${mutant.name}${mutant.firstSeed === null ? '' : ` --seed ${mutant.firstSeed}`}`,
      }),
    ),
  ];
}
