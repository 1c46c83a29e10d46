/** What the runner beside the server is called, until a person calls it otherwise. */
export const LOCAL_RUNNER_NAME = 'Этот компьютер';
