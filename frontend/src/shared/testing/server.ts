import { setupServer } from 'msw/node';

/** The API of a test; requests without a handler fail it. */
export const server = setupServer();
