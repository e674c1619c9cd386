/**
 * Loads a program's modules, which run it. They need the native addon while they load, before the program could say anything:
 * without it the user is told so in one line, with code 2.
 */
export async function start(program: string, load: () => unknown): Promise<void> {
  try {
    await load();
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'NINES_ADDON') throw error;
    process.stderr.write(`${program}: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
