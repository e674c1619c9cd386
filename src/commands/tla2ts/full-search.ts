/** The search of `explore` through all states, by one thread or several. */
import { availableParallelism } from 'node:os';
import { constantsFrom } from '../../check/constants.js';
import { exploreTogether } from '../../check/explore/crew.js';
import type { FingerprintBits } from '../../check/explore/fingerprint-set.js';
import type { RunSettings, Statistics } from '../../check/explore/host.js';
import type { SearchLimits, Watch } from '../../check/explore/limits.js';
import type { Explored } from '../../check/explore/on-the-way.js';
import type { SearchResult } from '../../check/explore/result.js';
import { byItself, Search } from '../../check/explore/search.js';
import { TemporalProperties } from '../../check/explore/temporal.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { AT_ONCE, PackedDetour } from '../../packed/detour.js';
import { whyNotPacked } from '../../packed/packable.js';
import type { Compiled } from '../../tla2ts/compile.js';
import { UsageError } from '../exit.js';
import type { Threads } from './explore-thread.js';

export interface FullSearch {
  readonly compiled: Compiled;
  readonly specification: CompiledSpecification;
  readonly limits: SearchLimits;
  readonly settings: RunSettings;
  readonly bits: FingerprintBits;
  readonly watch: Watch;
  /** As many as `settings.workers` says, but for this one. */
  readonly threads: Threads;
  readonly statistics: Statistics;
  /** Is told of the end of the search, before temporal properties are checked. */
  readonly found: (explored: Explored) => void;
  /** Whether it wants all states, which several threads else keep for themselves. */
  readonly keepStates: boolean;
  readonly states: StatesForm;
  /** Is told how states were kept, and why not packed. */
  readonly kept: (states: KeptStates) => void;
}

/** How states are to be kept: as ids of values, packed into bits, or packed where that goes. */
export type StatesForm = 'ids' | 'packed' | 'auto';

/** How they were; `because`: why not packed, if that is known. */
export interface KeptStates {
  readonly form: 'ids' | 'packed';
  readonly because: string | null;
}

/** `settings.workers` threads; temporal properties are checked by one, on the way as well. */
export async function searchFully(search: FullSearch): Promise<SearchResult> {
  const { specification, watch, limits } = search;
  const temporal = new TemporalProperties(specification, watch, limits.maxBytes);
  if (search.settings.workers > 1) search.kept({ form: 'ids', because: 'several threads explore' });
  const { result, explored } = search.settings.workers > 1 ? await together(search, temporal) : alone(search, temporal);
  search.found(explored);
  return temporal.judge(explored, result);
}

interface Searched {
  readonly result: SearchResult;
  readonly explored: Explored;
}

function alone(search: FullSearch, temporal: TemporalProperties): Searched {
  const { compiled, specification, limits, watch, statistics, bits, kept } = search;
  const why = whyIds(search);
  const model = { program: compiled.program, specification, constants: constantsFrom(compiled.constants) };
  const always = search.states === 'packed' ? AT_ONCE : null;
  const detour = why === null ? new PackedDetour(model, limits, watch, always) : null;
  const explored = new Search(specification, limits, watch, statistics, byItself(bits), detour ?? temporal);
  const result = explored.run();
  const outcome = detour?.outcome ?? null;
  if (outcome?.kind === 'visited') kept({ form: 'packed', because: null });
  else kept({ form: 'ids', because: why ?? outcome?.because ?? 'it is small' });
  return { result: detour?.resultOf(result) ?? result, explored };
}

/** Why states are not to be packed, or null. */
function whyIds(search: FullSearch): string | null {
  const { states, compiled, specification, limits, bits, keepStates, statistics } = search;
  if (states === 'ids') return 'so it was asked';
  if (bits !== 64) return 'fingerprints have 128 bits';
  if (keepStates) return 'all states are kept';
  if (specification.coverage !== undefined) return 'coverage is counted';
  if (statistics.exact === true) return 'it reads the counts of the search';
  if (Number.isFinite(limits.maxStates) || Number.isFinite(limits.maxDepth)) return 'not all states are visited';
  return whyNotPacked(compiled.program, specification);
}

async function together(search: FullSearch, temporal: TemporalProperties): Promise<Searched> {
  const { compiled, specification, limits, settings, watch, statistics, keepStates, bits, threads } = search;
  const { result, store } = await exploreTogether(
    specification,
    limits,
    watch,
    statistics,
    {
      size: settings.workers,
      bits,
      keepStates: keepStates || specification.liveness !== null,
      onTheWay: temporal,
    },
    (enrolment, transfer) => threads.hire(compiled, settings, enrolment, transfer),
  );
  return { result, explored: { store, statistics } };
}

/** What `--workers` asks for: a number, or `auto` for as many as there are processors. */
export function workersOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const n = Number(text);
  if (Number.isInteger(n) && n >= 1 && n <= 64) return n;
  throw new UsageError(`--workers ${text}: expected a number from 1 to 64, or auto`);
}

/** What `--states` asks for. */
export function statesOf(text: string): StatesForm {
  if (text === 'ids' || text === 'packed' || text === 'auto') return text;
  throw new UsageError(`--states ${text}: expected ids, packed or auto`);
}

/** What `--fingerprint-bits` asks for. */
export function bitsOf(text: string, { symmetry }: CompiledSpecification): FingerprintBits {
  if (text === '64') return 64;
  if (text !== '128') throw new UsageError(`--fingerprint-bits ${text}: expected 64 or 128`);
  if (symmetry === null) return 128;
  throw new UsageError('--fingerprint-bits 128: not with SYMMETRY, where a fingerprint stands for a whole orbit');
}

/** Operators whose results depend on what was evaluated before, and so on which thread evaluates what. */
const REMEMBERING =
  /"(TLCGet|TLCSet|TLCGetOrDefault|TLCGetAndSet|RandomElement|RandomSubset|RandomSetOfSubsets|PickSuccessor|Trace|IOExec|IOEnvExec|IOExecTemplate|IOEnvExecTemplate|IOSerialize|IODeserialize|JsonSerialize|ndJsonSerialize|CSVWrite|CSVWriteRecord|CSVRecords|CSVRead)"/;

/** Why a model's counts would not be those of one thread if several explored it; null if they are. */
export function whyAlone({ text }: Compiled, { view }: CompiledSpecification): string | null {
  const operator = REMEMBERING.exec(text)?.[1];
  if (operator !== undefined) return `it uses ${operator}, whose value depends on what was evaluated before`;
  return view === null ? null : 'which states its VIEW takes for equal depends on their order';
}

/** What a specification reads of the counts of a search, or notes for itself, and so in which order. */
const COUNTS = /"(generated|distinct|queue|diameter|stats|TLCSet|TLCGetAndSet)"/;

/** Whether a state has to be dealt with entirely before the next is made. */
export const readsCounts = ({ text }: Compiled): boolean =>
  /"TLCGet(OrDefault|AndSet)?"/.test(text) && COUNTS.test(text);
