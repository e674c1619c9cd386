/**
 * The checkers of our own specifications, `src/check/generated/`. `npm run generate` writes them; a test compares. Their
 * constants are given when a checker is made, by a trace's constants file for instance.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileModel } from './load.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
export const generatedFolder = join(root, 'src/check/generated');

/** By module: where it is, and what is checked of it. Constants have to be named here, too; their values do not count. */
const checkers: Readonly<Record<string, { readonly spec: string; readonly configuration: string }>> = {
  TwoPhase: {
    spec: 'specs/commit/TwoPhase.tla',
    configuration: 'SPECIFICATION TPSpec\nCONSTANT RM = {}\nINVARIANTS TPTypeOK TPConsistent\n',
  },
  // Without synchrony it is not consistent; what happens then is told of, but is no rejection.
  ThreePhase: {
    spec: 'specs/commit/ThreePhase.tla',
    configuration: 'SPECIFICATION Spec\nCONSTANTS RM = {} TM = TM Epoch = {} Synchronous = FALSE\nINVARIANTS TypeOK\n',
  },
  PaxosCommit: {
    spec: 'specs/commit/PaxosCommit.tla',
    configuration: 'SPECIFICATION PCSpec\nCONSTANTS RM = {} Acceptor = {} Ballot = {}\nINVARIANT PCConsistent\n',
  },
  Paxos: {
    spec: 'specs/paxos/Paxos.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Acceptor = {} Learner = {} Value = {} Ballot = {} None = None\nINVARIANTS TypeOK Agreement Validity OneValuePerBallot PromiseKept\n',
  },
  // Invariants are evaluated after every event of a trace: the others look at every message and slot.
  MultiPaxos: {
    spec: 'specs/paxos/MultiPaxos.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Value = {} NoOp = NoOp Slot = {} Ballot = {} None = None\nINVARIANT SameOrder\n',
  },
  Raft: {
    spec: 'specs/raft/Raft.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Initial = {} Value = {} Nil = Nil\nINVARIANTS TypeOK ElectionSafety LogMatching LeaderCompleteness StateMachineSafety\n',
  },
  ChangRoberts: {
    spec: 'specs/election/ChangRoberts.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Ring = {} Number = {} None = None\nINVARIANTS AtMostOneLeader LargestLeads\n',
  },
  // The other invariants look at every epoch that was ever announced, after every event.
  Bully: {
    spec: 'specs/election/Bully.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Order = {} Epoch = {} None = None\nINVARIANTS LeadersAnnounce SameEpochSameLeader\n',
  },
  Heartbeat: {
    spec: 'specs/detector/Heartbeat.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Member = {}\nINVARIANTS TypeOK HeardWasSent SuspectedIsSilent NobodySuspectsItself\n',
  },
  LeaseElection: {
    spec: 'specs/election/LeaseElection.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Candidate = {} Server = {}\nINVARIANTS LedAsGranted AtMostOneLeaderPerEpoch\n',
  },
  Swim: {
    spec: 'specs/detector/Swim.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Member = {} Incarnation = {}\nINVARIANTS OwnIncarnation KnowsItself SuspectedFirst\n',
  },
  // Of the invariants those that the runs' modes promise: where acknowledged writes are lost, that is told as expected.
  PrimaryBackup: {
    spec: 'specs/replication/PrimaryBackup.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Replica = {} First = First Write = {} None = None Mode = "sync" Patient = FALSE\nINVARIANTS TypeOK FollowsItsPrimary MembersHaveAll\n',
  },
  ChainReplication: {
    spec: 'specs/replication/ChainReplication.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Initial = Initial Write = {}\nINVARIANTS TypeOK UpdatePropagation FollowsItsHead NothingLost\n',
  },
  LastWriterWins: {
    spec: 'specs/replication/LastWriterWins.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Replica = {} Order = Order Write = {} None = None\nINVARIANTS TypeOK Convergence LosesOnlyConcurrent\n',
  },
  VersionVectors: {
    spec: 'specs/replication/VersionVectors.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Replica = {} Write = {}\nINVARIANTS TypeOK Convergence NoLostUpdate NoFalseSibling\n',
  },
  ConvergentTypes: {
    spec: 'specs/replication/ConvergentTypes.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Replica = {} Key = {} Write = {}\nINVARIANTS TypeOK Convergence CountsOnce PutWins\n',
  },
  FixedPrimaryBackup: {
    spec: 'specs/replication/FixedPrimaryBackup.tla',
    configuration:
      'SPECIFICATION FixedSpec\nCONSTANTS Replica = {} First = First Write = {} None = None Mode = "async" Patient = FALSE\nINVARIANTS TypeOK FollowsItsPrimary\n',
  },
  // Of a trace, the clients need not wait for the replica: what comes of it is told by the system's own judgement.
  RedisLock: {
    spec: 'specs/lock/RedisLock.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} First = First Holder = {} Epoch = {} None = None Wait = FALSE Fenced = TRUE\nINVARIANTS OneAtATime TokensDiffer NoTokenForgotten\n',
  },
  Redlock: {
    spec: 'specs/lock/Redlock.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Holder = {} None = None Timely = FALSE\nINVARIANTS TypeOK\n',
  },
  LockService: {
    spec: 'specs/lock/LockService.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Holder = {} Fenced = TRUE\nINVARIANTS OneAtATime TokensDiffer FirstComeFirstServed\n',
  },
  Storage: {
    spec: 'specs/storage/Storage.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Block = {} DataNode = {} Value = {} Index = {} Factor = 2 RackOf = {} Rotten = Rotten\nINVARIANTS NoAcknowledgedBlockLost NeverServedWrong CountedAreThere\n',
  },
  ZooKeeperLock: {
    spec: 'specs/lock/ZooKeeperLock.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Holder = {} Fenced = TRUE\nINVARIANTS OneAtATime TokensDiffer NobodySleepsInVain\n',
  },
  Zab: {
    spec: 'specs/zab/Zab.tla',
    configuration:
      'SPECIFICATION Spec\nCONSTANTS Server = {} Value = {}\nINVARIANTS TypeOK Agreement ProcessConsistency OneLeaderPerEpoch\n',
  },
};

/** As seen from src/check/generated/. */
const imports = { runtime: '../../tla/runtime.js', specification: '../specification.js' };

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

export function generatedFiles(): GeneratedFile[] {
  return Object.entries(checkers).map(([name, { spec, configuration }]) => {
    // With explanations, so that a rejected run says which conjunct was false, and of what values.
    const from = { file: `${name}.cfg`, text: configuration };
    const model = { file: join(root, spec), configuration: from, explanations: true, imports };
    const compiled = compileModel(model, true, () => {}, spec);
    return { path: join(generatedFolder, `${name}.ts`), text: compiled.text };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = generatedFiles();
  rmSync(generatedFolder, { recursive: true, force: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`${relative(root, path)}\n`);
  }
}
