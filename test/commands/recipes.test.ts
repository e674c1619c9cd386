/** The recipes for other people's nights: what a machine would do with them, done, with stand-ins for what a runner has. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '../../src/cli.js');
const root = join(here, '../../..');
const guide = readFileSync(join(root, 'docs/nightly.md'), 'utf8');
const workflow = readFileSync(join(root, '.github/workflows/nightly.yml'), 'utf8');

/** No library of ours reads YAML; node-gyp needs python, which often has one that does. */
function parseYaml(text: string): Record<string, never> | null {
  const script = 'import json,sys,yaml; print(json.dumps(yaml.safe_load(sys.stdin), default=str))';
  const { status, stdout } = spawnSync('python3', ['-c', script], { input: text, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}
const unread = parseYaml('a: 1') === null && 'python3 has no yaml on this machine';
const hasTools = spawnSync('jq', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'nines-recipes-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A project folder with programs of ours first on its path; each also writes down how it was called. */
function project(name: string, programs: Readonly<Record<string, string>>) {
  const at = join(folder, name);
  const bin = join(at, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [program, body] of Object.entries(programs)) {
    writeFileSync(join(bin, program), `#!/bin/bash\necho "${program} $*" >> "${at}/calls"\n${body}\n`);
    chmodSync(join(bin, program), 0o755);
  }
  const sh = (script: string, shell: readonly string[]) =>
    spawnSync(shell[0] as string, [...shell.slice(1), script], {
      cwd: at,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
  const calls = (): string[] => readFileSync(join(at, 'calls'), 'utf8').trim().split('\n');
  return { at, sh, calls };
}

const nines = `[ "$1" = nines ] && shift; exec "${process.execPath}" "${cli}" "$@"`;

/** Nights in each of which six sizes of one benchmark have a figure; `stepAt` and later all are a tenth slower. */
function storeNights(results: string, count: number, stepAt: number): void {
  for (let night = 0; night < count; night += 1) {
    const id = `night-${String(night).padStart(3, '0')}`;
    mkdirSync(join(results, id), { recursive: true });
    const figures = Array.from({ length: 6 }, (_, n) => {
      const value = (night < stepAt ? 100 : 110) * (1 + 0.004 * Math.sin(night * night + 31 * n));
      return {
        ...{ kind: 'figure', suite: 's', name: 'b', subject: 'ours', parameters: { n }, workers: 1, metric: 'time' },
        ...{ unit: 'ns', better: 'lower', clock: 'wall', value, interval: [value, value], rounds: [value] },
      };
    });
    const rows = [{ kind: 'head', schema: 'nines/rows/1', run: id }, ...figures, { kind: 'end', rows: 7 }];
    writeFileSync(join(results, id, 'rows.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const started = new Date(Date.UTC(2026, 0, 1 + night)).toISOString();
    const environment = { fingerprint: 'm', commit: `c${night}`.padEnd(12, '0') };
    const info = { schema: 'nines/run/1', id, name: 'nightly', started, size: 'quick', environment };
    writeFileSync(join(results, id, 'run.json'), JSON.stringify(info));
  }
}

interface Step {
  readonly name?: string;
  readonly run?: string;
}

test('the workflow opens one issue for six figures of a night, and none the night after', {
  skip: unread || (!hasTools && 'no jq or bash on this machine'),
}, () => {
  const { jobs } = parseYaml(workflow) as unknown as { jobs: { nightly: { steps: Step[] } } };
  const step = jobs.nightly.steps.find(({ name }) => name?.startsWith('One issue'))?.run ?? '';
  // Keeps what it is told to open, as the forge would.
  const gh = `[ "$2" = create ] && jq -n --arg title "$4" --arg body "$6" '[{number: 1, title: $title, body: $body, state: "OPEN"}]' > opened.json
[ "$2" = list ] && { cat opened.json 2>/dev/null || echo '[]'; }
exit 0`;
  const { at, sh, calls } = project('github', { gh, npx: nines });
  storeNights(join(at, 'results'), 50, 30);
  writeFileSync(join(at, 'trend.json'), '{}');
  const night = () => {
    const { status, stderr } = sh(step, ['bash', '-e', '-c']);
    assert.equal(status, 0, stderr);
    return calls().filter((line) => /^gh issue (create|edit|comment|close)/.test(line));
  };
  const first = night();
  assert.equal(first.length, 1, first.join('\n'));
  assert.match(first[0] as string, /--title s\/b: a new level since c300000000/);
  const [issue] = JSON.parse(readFileSync(join(at, 'opened.json'), 'utf8')) as [{ body: string }];
  for (let n = 0; n < 6; n += 1) assert.ok(issue.body.includes(`s/b ours time n=${n} |`), issue.body);
  storeNights(join(at, 'results'), 51, 30);
  assert.equal(night().length, 1, 'nothing more the night after');
});

test('the GitLab recipe is YAML, and its script does what it says', { skip: unread }, () => {
  const recipe = /## GitLab\n\n```yaml\n(.*?)```/s.exec(guide)?.[1] ?? '';
  const { nightly } = parseYaml(recipe) as unknown as {
    nightly: {
      script: string[];
      after_script: string[];
      variables: Record<string, unknown>;
      cache: { paths: string[]; when: string };
      artifacts: { paths: string[]; when: string };
      allow_failure?: unknown;
    };
  };
  assert.equal(String(nightly.variables.GIT_DEPTH), '0', 'compare needs the history');
  assert.deepEqual([nightly.cache.when, nightly.artifacts.when], ['always', 'always'], 'a bad night is kept, too');
  assert.ok(nightly.cache.paths.includes('results/'));
  // GitLab writes all lines of a script into one shell that stops at the first that fails; after_script has a shell of its own.
  const id = '20260301T000000Z-c50-nightly';
  const run = (name: string, verdict: number) => {
    // Its page is a large file, and its rows are those of the night before.
    const night = `[ "$2" = nightly ] && {
  mkdir -p results/${id}/traces && cp results/night-049/* results/${id}/
  echo page > results/${id}/report.html && echo '{}' > results/${id}/traces/one.ndjson; exit ${verdict}; }
${nines}`;
    const { at, sh, calls } = project(name, { npm: 'exit 0', npx: night });
    storeNights(join(at, 'results'), 50, 30);
    const script = sh(nightly.script.join('\n'), ['bash', '-eo', 'pipefail', '-c']);
    const after = sh(nightly.after_script.join('\n'), ['bash', '-eo', 'pipefail', '-c']);
    const files = (under: string) => spawnSync('find', [under, '-type', 'f'], { cwd: at, encoding: 'utf8' }).stdout;
    return { script, after, files, calls: calls() };
  };
  for (const verdict of [0, 1, 3]) {
    const { script, after, files, calls } = run(`gitlab-${verdict}`, verdict);
    assert.equal(script.status, verdict, script.stderr);
    assert.equal(calls[0], 'npm ci');
    assert.match(calls[1] as string, /^npx nines nightly --quick/);
    assert.match(after.stdout, /regression.*s\/b ours time n=0/s);
    const [artifact] = nightly.artifacts.paths as [string];
    for (const file of ['report.html', 'rows.ndjson', 'traces/one.ndjson'])
      assert.ok(files(artifact).includes(`${id}/${file}`), file);
    assert.doesNotMatch(files(artifact), /night-0/, 'other nights have artifacts of their own');
    assert.doesNotMatch(files('results'), /report\.html|traces/);
    assert.match(files('results'), new RegExp(`${id}/rows\\.ndjson`));
  }
});
