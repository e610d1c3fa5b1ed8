import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import { KEY } from './api';

/** A change of what categories may do: says how it went, and has all figures read again. */
export function useLevelChange<Given, Done>(change: (given: Given) => Promise<Done>, saidOf: (done: Done) => string) {
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: change,
    onSuccess: (done) => toast(saidOf(done)),
    onError: (error) => toastFailure(reasonOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
