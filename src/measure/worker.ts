/** The piscina worker: one task is one whole measurement, never one operation (a task costs about 94 us round trip). */
import { finishCompiling } from '../core/compilation.js';
import { Random, type Seed } from '../core/random.js';
import type { Benchmark, Experiment, Load, Micro, Prepare, Timed } from './declare.js';
import { type LoadFigures, measureLoad } from './load.js';
import { type MicroPlan, type MicroResult, measureMicro } from './micro.js';
import type { LoadPlan, SlotPlan } from './plan.js';
import { barrier, measureSlots, type SlotResult } from './slots.js';
import { naming } from './subject-error.js';
import { contextOf, declaredIn, scratchFolders, type Task } from './task.js';

export interface BenchmarkTask extends Task {
  readonly plan: SlotPlan;
  /** With more than one worker, the barrier that they meet at. */
  readonly together: { readonly shared: SharedArrayBuffer; readonly parties: number } | null;
}

export interface BenchmarkResult extends SlotResult {
  readonly figures: Readonly<Record<string, ReturnType<NonNullable<Timed['figures']>>>>;
  /** Subjects of which a batch was ended before it had done its work. */
  readonly stopped: readonly string[];
}

/** Runs one point of a benchmark. */
export async function runBenchmark(task: BenchmarkTask): Promise<BenchmarkResult> {
  const declared = (await declaredIn(task)) as Benchmark;
  const folders = scratchFolders(task.scratch);
  const prepared: Record<string, Timed> = {};
  try {
    for (const subject of task.subjects) {
      const prepare = declared.subjects[subject] as Prepare<Benchmark['parameters']>;
      prepared[subject] = await naming(subject, () => prepare(contextOf(task, folders.make)));
    }
    const meet = task.together === null ? undefined : barrier(task.together.shared, task.together.parties);
    // Workers that meet must go through the same rounds, so none of them may stop by its own clock.
    const plan = meet === undefined ? task.plan : { ...task.plan, maxMs: Infinity };
    const result = await measureSlots(prepared, plan, new Random(task.seed).fork('order'), meet);
    const figures: Record<string, ReturnType<NonNullable<Timed['figures']>>> = {};
    for (const subject of task.subjects)
      figures[subject] = await naming(subject, () => prepared[subject]?.figures?.() ?? {});
    const stopped = task.subjects.filter((subject) => prepared[subject]?.stopped?.() === true);
    return { ...result, figures, stopped };
  } finally {
    for (const timed of Object.values(prepared)) await timed.close?.();
    folders.remove();
    finishCompiling();
  }
}

export interface ExperimentTask extends Task {
  readonly seeds: readonly Seed[];
}

/** By subject and metric, one value for each seed. */
export type ExperimentResult = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Runs one point of an experiment, over all its seeds. */
export async function runExperiment(task: ExperimentTask): Promise<ExperimentResult> {
  const declared = (await declaredIn(task)) as Experiment;
  const folders = scratchFolders(task.scratch);
  try {
    const result: Record<string, Record<string, number[]>> = {};
    for (const subject of task.subjects) {
      const metrics: Record<string, number[]> = {};
      for (const seed of task.seeds) {
        const context = contextOf({ ...task, seed }, folders.make);
        const figures = await naming(subject, () => declared.subjects[subject]?.(context) ?? {});
        for (const [metric, value] of Object.entries(figures)) metrics[metric] = [...(metrics[metric] ?? []), value];
      }
      result[subject] = metrics;
    }
    return result;
  } finally {
    folders.remove();
    finishCompiling();
  }
}

export interface MicroTask extends Task {
  readonly plan: MicroPlan;
}

/** Runs one point of a set of micro-costs. */
export async function runMicro(task: MicroTask): Promise<MicroResult> {
  const declared = (await declaredIn(task)) as Micro;
  const folders = scratchFolders(task.scratch);
  try {
    const functions: Record<string, () => unknown> = {};
    for (const subject of task.subjects) {
      const prepare = declared.subjects[subject] as Micro['subjects'][string];
      functions[subject] = await naming(subject, () => prepare(contextOf(task, folders.make)));
    }
    return measureMicro(functions, task.plan);
  } finally {
    folders.remove();
    finishCompiling();
  }
}

export interface LoadTask extends Task {
  readonly plan: LoadPlan;
}

/** Runs one point of a load: its subjects in turn, again and again. */
export async function runLoad(task: LoadTask): Promise<Readonly<Record<string, LoadFigures>>> {
  const declared = (await declaredIn(task)) as Load;
  const folders = scratchFolders(task.scratch);
  try {
    const contexts = () => contextOf(task, folders.make);
    return await measureLoad(declared, task.subjects, contexts, task.plan);
  } finally {
    folders.remove();
    finishCompiling();
  }
}
