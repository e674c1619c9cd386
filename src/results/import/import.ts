/** Results of other tools as rows of ours: which tool wrote a file is told from the file. */
import { faultHint, jsonFault } from '../../core/json-fault.js';
import { importBenchmarkJs, importBenchmarkJsText, isBenchmarkJs, looksLikeBenchmarkJs } from './benchmark-js.js';
import { importGoogleBenchmark, isGoogleBenchmark } from './google-benchmark.js';
import { type HdrOptions, importHdrLog, looksLikeHdr } from './hdr-log.js';
import { ImportError, type Imported } from './imported.js';
import { importJmh, isJmh } from './jmh.js';

export const formats = ['hdr', 'jmh', 'google-benchmark', 'benchmark.js'] as const;
export type Format = (typeof formats)[number];

export function importText(text: string, format: Format | null, histogram: HdrOptions): Imported {
  if (text.trim() === '') throw new ImportError('empty');
  if (format === 'hdr' || (format === null && looksLikeHdr(text))) return importHdrLog(text, histogram);
  if (/^\s*[[{]/.test(text)) return importJson(text, format);
  if (looksLikeBenchmarkJs(text)) return importBenchmarkJsText(text);
  throw new ImportError(
    `${format === null ? 'none of the formats that can be read' : `not what ${format} writes`}; expected an HdrHistogram log, the JSON of JMH or Google Benchmark, or what benchmark.js prints`,
  );
}

function importJson(text: string, format: Format | null): Imported {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = jsonFault(text);
    throw new ImportError(`line ${fault.line}, column ${fault.column}: expected JSON${faultHint(fault)}`);
  }
  if ((format ?? 'jmh') === 'jmh' && isJmh(value)) return importJmh(value);
  if ((format ?? 'google-benchmark') === 'google-benchmark' && isGoogleBenchmark(value))
    return importGoogleBenchmark(value);
  if ((format ?? 'benchmark.js') === 'benchmark.js' && isBenchmarkJs(value)) return importBenchmarkJs(value);
  throw new ImportError(
    `JSON that ${format === null ? 'none of these tools writes' : `${format} does not write`}; expected JMH's array of results with primaryMetric, Google Benchmark's context and benchmarks, or benchmark.js's name and hz`,
  );
}
