import { useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Confirm } from '../ui';

export interface DiscardProps {
  label: string;
  onDiscard: () => void;
  /** What has focus afterwards: this button goes away with what it discards. */
  next: RefObject<HTMLElement | null>;
}

/** Throws a draft away, once that is confirmed. */
export function Discard({ label, onDiscard, next }: DiscardProps) {
  const { t } = useTranslation('shared');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('form.throwAway.title')}
        consequence={t('form.throwAway.consequence')}
        cancel={t('form.throwAway.stay')}
        action={label}
        onConfirm={() => {
          setAsking(false);
          onDiscard();
          // A frame later: by then the question is gone, and the screen may have focus again.
          requestAnimationFrame(() => next.current?.focus());
        }}
      />
    </>
  );
}
