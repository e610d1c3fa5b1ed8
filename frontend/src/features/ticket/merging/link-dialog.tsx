import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { ticketNumberOf } from '@/shared/lib/numbers';
import { Button, Dialog, Field, toast, useReason } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { mergingApi, type LinkWish } from './api';
import './merging.css';

/** What this ticket can be to another, in the order in which it is chosen from. */
const WAYS = [
  { kind: 'related', direction: 'to' },
  { kind: 'duplicate', direction: 'to' },
  { kind: 'incident', direction: 'to' },
  { kind: 'incident', direction: 'from' },
  { kind: 'child', direction: 'to' },
  { kind: 'child', direction: 'from' },
] as const satisfies readonly Pick<Required<LinkWish>, 'kind' | 'direction'>[];

interface LinkDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** The other ticket, where it is known already. */
  other?: number | null;
}

/** Says what this ticket is to another one. */
export function LinkDialog({ isOpen, ...props }: LinkDialogProps) {
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ onOpenChange, other = null }: Omit<LinkDialogProps, 'isOpen'>) {
  const { t } = useTranslation('ticket');
  const { number } = useTicketScreen().ticket;
  const client = useQueryClient();
  const [text, setText] = useState(other === null ? '' : String(other));
  const [way, setWay] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const wanted = ticketNumberOf(text);
  const link = useMutation({
    mutationFn: (to: number) => mergingApi.link(number, { number: to, ...(WAYS[way] ?? WAYS[0]) }),
    onSuccess: async (_done, to) => {
      toast(t('links.done', { number: to }));
      onOpenChange(false);
      await client.invalidateQueries({ queryKey: keys.ticket(number) });
    },
  });
  const reason = useReason(link.error);
  const act = (): void => {
    if (wanted !== null && !link.isPending) link.mutate(wanted);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onOpenChange}
      title={t('links.dialog', { number })}
      startsAt={field}
      isChanged={text.trim() !== '' && other === null}
      footer={
        <>
          <span className="sp" />
          <Button onClick={() => onOpenChange(false)}>{t('merge.cancel')}</Button>
          <Button
            variant="primary"
            busy={link.isPending ? t('links.linking') : null}
            unavailable={wanted !== null ? null : t('links.numberFirst')}
            onClick={act}
          >
            {t('links.action')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid link-form"
        onSubmit={(event) => {
          event.preventDefault();
          act();
        }}
      >
        <fieldset className="form-grid">
          <legend className="lab">{t('links.way')}</legend>
          {WAYS.map(({ kind, direction }, at) => (
            <label key={`${kind} ${direction}`} className="opt">
              <input type="radio" className="rb" name="link-way" checked={at === way} onChange={() => setWay(at)} />
              {t(`links.ways.${kind}.${direction}`)}
            </label>
          ))}
        </fieldset>
        <Field
          ref={field}
          label={t('links.number')}
          value={text}
          inputMode="numeric"
          error={link.error ? reason : null}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
