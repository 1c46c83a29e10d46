import process from 'node:process';

// Loaded before a program of ours begins: from now on a signal makes it die of an error that nobody catches.
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('a forced crash');
  });
});
