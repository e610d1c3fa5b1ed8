import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, SelectField, useReasonOf } from '@/shared/ui';
import { tokensApi, type Token } from './api';
import { endAfter, endingOf, TERMS, USUAL_TERM, type Term } from './ends';
import { SecretView } from './secret-view';

const OVERLAPS = ['0', '1', '24', '168'] as const;
type Overlap = (typeof OVERLAPS)[number];

/** Gives a token a new text, and another end if that is wanted. */
export function RotateDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation('developers');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const ending = endingOf(token, Date.now());
  const hasEnded = ending === 'ended';
  const [overlap, setOverlap] = useState<Overlap>('24');
  const [term, setTerm] = useState<Term | 'same'>(hasEnded || ending === 'soon' ? USUAL_TERM : 'same');
  const rotate = useMutation({
    mutationFn: () =>
      tokensApi.rotate(token.id, {
        overlap_hours: Number(overlap),
        ...(term === 'same' ? {} : { expires_at: endAfter(term, Date.now()) }),
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: tokensApi.key }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!rotate.isPending) rotate.mutate();
  };
  const made = rotate.data;
  if (made) {
    return (
      <Dialog
        isOpen
        // The text is shown once: only the button, not a slip of the hand, puts it away.
        onOpenChange={() => undefined}
        title={t('secret.newTitle')}
        width={560}
        footer={
          <Button variant="primary" onClick={onClose}>
            {t('secret.done')}
          </Button>
        }
      >
        <SecretView token={made} />
      </Dialog>
    );
  }
  const terms = [...(hasEnded ? [] : (['same'] as const)), ...TERMS];
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('rotate.title', { name: token.name })}
      description={t(token.old_until === null ? 'rotate.description' : 'rotate.again')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="rotate-token" busy={rotate.isPending ? t('rotate.busy') : null}>
            {t('rotate.do')}
          </Button>
        </>
      }
    >
      <form id="rotate-token" className="dvform" onSubmit={submit}>
        {hasEnded ? null : (
          <SelectField
            label={t('rotate.overlap')}
            hint={t('rotate.overlapHint')}
            value={overlap}
            options={OVERLAPS.map((value) => ({ value, label: t(`overlap.${value}`) }))}
            onChange={setOverlap}
          />
        )}
        <SelectField
          label={t('new.ends')}
          value={term}
          options={terms.map((value) => ({ value, label: t(`term.${value}`) }))}
          onChange={setTerm}
        />
        {rotate.error ? (
          <p className="notice bad" role="alert">
            {t('rotate.failed', { reason: reasonOf(rotate.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
