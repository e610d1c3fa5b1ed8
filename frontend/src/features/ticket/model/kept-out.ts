import { isProblem, type ApiProblem } from '@/shared/api';

/** Whether an admin keeps the ticket out of whatever reads for the assistant. */
export const isKeptOut = (error: unknown): error is ApiProblem => isProblem(error, 'tickets.kept_out');
