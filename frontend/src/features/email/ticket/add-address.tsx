import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import CircleAlert from 'lucide-react/icons/circle-alert';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';

import { isComposing } from '@/shared/lib/composing';
import { Icon } from '@/shared/ui';

import type { ReplyRecipients } from './use-recipients';

/** Where focus goes when a send finds something in the field that is no address. */
export const ADDRESS_ID = 'reply-address';

interface AddAddressProps {
  recipients: ReplyRecipients;
  opener: RefObject<HTMLButtonElement | null>;
}

/** A button that becomes a field for one more address; it is checked on leaving the field. */
export function AddAddress({ recipients, opener }: AddAddressProps) {
  const { t } = useTranslation('email');
  const { typed, fault } = recipients;
  const [isWanted, setWanted] = useState(false);
  const [hasMoved, setMoved] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const faultId = useId();
  const isOpen = isWanted || typed !== '';

  useEffect(() => {
    if (isWanted) field.current?.focus();
  }, [isWanted]);
  useEffect(() => {
    if (!hasMoved) return;
    opener.current?.focus();
    setMoved(false);
  }, [hasMoved, opener]);

  function close(): void {
    recipients.type('');
    setWanted(false);
    setMoved(true);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',' || event.key === ';') {
      event.preventDefault();
      if (typed.trim() === '') close();
      else recipients.settle();
    }
  }

  if (!isOpen) {
    return (
      <button ref={opener} type="button" className="chip add rcp-add" onClick={() => setWanted(true)}>
        <Icon icon={Plus} size={12} />
        {t('mail.add')}
      </button>
    );
  }
  return (
    <span className="rcp-new">
      <span className={fault ? 'field sm is-bad' : 'field sm'}>
        <input
          ref={field}
          id={ADDRESS_ID}
          type="text"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          aria-label={t('mail.address')}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? faultId : undefined}
          value={typed}
          onChange={(event) => recipients.type(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (recipients.settle()) setWanted(false);
          }}
        />
      </span>
      {fault && (
        <span className="hint bad" id={faultId} role="alert">
          <Icon icon={CircleAlert} size={12} />
          <span dir="auto">{fault}</span>
        </span>
      )}
    </span>
  );
}
