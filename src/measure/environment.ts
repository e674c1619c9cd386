/** The machine that a run was on: a figure without it cannot be compared with another. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  /** `KVM`, `GenuineIntel`-like vendor names of hypervisors, or null on bare metal or where it cannot be told. */
  readonly hypervisor: string | null;
  readonly kernel: string;
  readonly libc: string | null;
  readonly memoryBytes: number;
  readonly clockSource: string | null;
  readonly governor: string | null;
  readonly node: string;
  readonly v8: string;
  /** One, five and fifteen minutes. */
  readonly load: readonly number[];
  readonly ci: string | null;
  readonly commit: string | null;
  readonly branch: string | null;
  /** Files differ from the commit; null outside a git work tree. */
  readonly dirty: boolean | null;
  /** Hash of what must be equal for two runs' wall times to be comparable: processor, cores, hypervisor, kernel, Node. */
  readonly fingerprint: string;
}

export function environment(folder = process.cwd()): Environment {
  const cpu = (cpus()[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  const cores = availableParallelism();
  const hypervisor = hypervisorName();
  const kernel = `${type()} ${release()}`;
  const git = (...args: string[]): string | null => command('git', ['-C', folder, ...args]);
  const status = git('status', '--porcelain', '--untracked-files=no');
  const machine = JSON.stringify([cpu, cores, hypervisor, kernel, process.version]);
  return {
    cpu,
    cores,
    hypervisor,
    kernel,
    libc: libc(),
    memoryBytes: totalmem(),
    clockSource: line('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    governor: line('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    node: process.version,
    v8: process.versions.v8,
    load: loadavg(),
    ci: ciName(),
    commit: git('rev-parse', 'HEAD'),
    branch: git('rev-parse', '--abbrev-ref', 'HEAD'),
    dirty: status === null ? null : status !== '',
    fingerprint: createHash('sha256').update(machine).digest('hex').slice(0, 12),
  };
}

/** The first line of a file, or null where there is none: /sys and /proc differ from machine to machine. */
function line(file: string): string | null {
  try {
    return (readFileSync(file, 'utf8').split('\n')[0] as string).trim();
  } catch {
    return null;
  }
}

function command(name: string, args: readonly string[]): string | null {
  try {
    return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

function hypervisorName(): string | null {
  const named = line('/sys/hypervisor/type') ?? line('/sys/class/dmi/id/sys_vendor');
  try {
    return /^flags\s*:.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')) ? (named ?? 'unnamed') : null;
  } catch {
    return null;
  }
}

function libc(): string | null {
  const header = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)?.header;
  return header?.glibcVersionRuntime === undefined ? null : `glibc ${header.glibcVersionRuntime}`;
}

function ciName(): string | null {
  if (process.env.GITHUB_ACTIONS) return 'GitHub Actions';
  if (process.env.GITLAB_CI) return 'GitLab CI';
  return process.env.CI ? 'CI' : null;
}
