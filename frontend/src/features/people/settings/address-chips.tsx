import CircleAlert from 'lucide-react/icons/circle-alert';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginHere } from '@/shared/lib/first-field';
import { Chip, Icon } from '@/shared/ui';
import { addressesIn, isSent, type Mark } from './addresses';

export interface AddressChipsProps {
  addresses: readonly string[];
  markOf: (address: string) => Mark;
  error?: string | undefined;
  onChange: (addresses: readonly string[]) => void;
}

const ENDS = /[,;\s]$/;

/** Addresses as chips: typed, or pasted as a list; each says why it would be left out. */
export function AddressChips({ addresses, markOf, error, onChange }: AddressChipsProps) {
  const { t } = useTranslation('people');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => beginHere(input.current), []);
  const add = (more: string): void => {
    setText('');
    const next = [...new Set([...addresses, ...addressesIn(more)])];
    if (next.length !== addresses.length) onChange(next);
  };
  const remove = (address: string): void => {
    onChange(addresses.filter((one) => one !== address));
    input.current?.focus();
  };
  const marks = addresses.flatMap((address) => {
    const mark = markOf(address);
    return mark.kind === 'new' ? [] : [{ address, mark }];
  });
  return (
    <div className="pchips">
      <label className="lab" htmlFor={id}>
        {t('invite.addresses')}
      </label>
      <div className={`multi${error ? ' is-bad' : ''}`}>
        {addresses.length > 0 ? (
          <ul aria-label={t('invite.chosen')}>
            {addresses.map((address) => (
              <li key={address}>
                <Chip isBad={!isSent(markOf(address))} removeLabel={t('invite.remove', { address })} onRemove={() => remove(address)}>
                  <bdi className="ell">{address}</bdi>
                </Chip>
              </li>
            ))}
          </ul>
        ) : null}
        <input
          ref={input}
          id={id}
          dir="ltr"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={t('invite.placeholder')}
          value={text}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => (ENDS.test(event.target.value) ? add(event.target.value) : setText(event.target.value))}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            if (!/[,;\s]/.test(pasted.trim())) return;
            event.preventDefault();
            add(`${text} ${pasted}`);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
              event.preventDefault();
              if (text.trim()) add(text);
            }
            const last = addresses.at(-1);
            if (event.key === 'Backspace' && text === '' && last !== undefined) onChange(addresses.filter((one) => one !== last));
          }}
          onBlur={() => (text.trim() ? add(text) : undefined)}
        />
      </div>
      <div id={`${id}-note`}>
        {error ? <p className="hint bad">{error}</p> : null}
        {marks.map(({ address, mark }) => (
          <p key={address} className={`hint${isSent(mark) ? '' : ' bad'}`}>
            {isSent(mark) ? null : <Icon icon={CircleAlert} size={12} />}
            <span>{t(`invite.mark.${mark.kind}`, { address, ...('name' in mark ? { name: mark.name } : {}) })}</span>
          </p>
        ))}
        {marks.length === 0 && !error ? <p className="hint">{t('invite.addressesHint')}</p> : null}
      </div>
    </div>
  );
}
