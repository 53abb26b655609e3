/** Nothing of ours is ever thrown into the store's page: a failed step is simply not taken. */

export const safely =
  (step) =>
  async (...given) => {
    try {
      return await step(...given);
    } catch {
      // The page belongs to the store; there is nobody here to tell.
    }
  };
