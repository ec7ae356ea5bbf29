/**
 * Does something now, and again whenever a file of a project changes, until the process is told to end.
 *
 * @param work is never done twice at the same time
 */
export async function watchFiles(folder: string, work: () => Promise<void>): Promise<void> {
  const { watch } = await import("chokidar");
  let last = work();
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => /(^|[/\\])(node_modules|\.git|\.journey|dist)([/\\]|$)/.test(path.slice(folder.length)),
  });
  let pending: NodeJS.Timeout | undefined;
  watcher.on("all", (_, path) => {
    if (!/\.(journey|ts|mjml|html|md|txt|json)$/.test(path)) return;
    clearTimeout(pending);
    // An editor saves in several steps: once for all of them.
    pending = setTimeout(() => {
      last = last.then(work);
    }, 100);
  });
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await watcher.close();
  await last;
}
