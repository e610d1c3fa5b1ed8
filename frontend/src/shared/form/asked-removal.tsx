import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';

export interface AskedRemovalProps {
  /** On both buttons. */
  action: string;
  title: string;
  /** What follows from it. */
  consequence: string;
  cancel: string;
  busy: string;
  /** What is said when it is done. */
  done: string;
  remove: () => Promise<unknown>;
  /** Leads on from what is gone. */
  onRemoved: () => Promise<void> | void;
}

/** Takes something out for good, after asking. */
export function AskedRemoval({ action, title, consequence, cancel, busy, done, remove, onRemoved }: AskedRemovalProps) {
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      await onRemoved();
      toast(done);
    },
    onError: (error) => toastFailure(reasonOf(error)),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {action}
      </Button>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={title}
        consequence={consequence}
        cancel={cancel}
        action={action}
        busy={removal.isPending ? busy : null}
        onConfirm={() => removal.mutate()}
      />
    </>
  );
}
