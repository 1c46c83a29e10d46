const AGAIN_MS = 2000;

/** Code that a person will need: a net that is away just then is waited for. */
export async function loadAtLast<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
