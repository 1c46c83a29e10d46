/** The browser's own word on how much it keeps for us and whether it may throw it away. */
export class DeviceStorage {
  usedBytes = $state<number>();
  isPersisted = $state<boolean>();

  async read(): Promise<void> {
    const { storage } = navigator;
    // Absent on pages without TLS other than localhost.
    if (!storage) return;
    const [estimate, isPersisted] = await Promise.all([storage.estimate(), storage.persisted()]);
    this.usedBytes = estimate.usage;
    this.isPersisted = isPersisted;
  }
}

/** Asked from the click that first makes something worth keeping; browsers refuse it out of the blue. */
export async function askToPersist(): Promise<void> {
  const { storage } = navigator;
  if (storage && !(await storage.persisted())) await storage.persist();
}
