import { useQuery } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Field, Icon, SelectField } from '@/shared/ui';
import { mailboxesQuery, type MailCounts, type MailFilters } from './api';
import { reasonText } from './mail-state';

export interface MailFilterBarProps {
  filters: MailFilters;
  counts: MailCounts | undefined;
  inputRef: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<MailFilters>) => void;
}

/** Text, mailbox and reason; each acts at once. */
export function MailFilterBar({ filters, counts, inputRef, onChange }: MailFilterBarProps) {
  const { t, i18n } = useTranslation('email');
  const mailboxes = useQuery({ ...mailboxesQuery, refetchInterval: false, enabled: useMay('mailbox.read') }).data ?? [];
  const number = new Intl.NumberFormat(i18n.language);
  const reasons = counts?.by_reason ?? [];
  const { reason: chosen } = filters;
  const isListed = chosen === undefined || reasons.some(({ reason }) => reason === chosen);
  return (
    <div className="mfilters" role="search">
      <SearchField inputRef={inputRef} text={filters.q ?? ''} onText={(q) => onChange({ q: q || undefined })} />
      <SelectField
        hideLabel
        label={t('settings.column.mailbox')}
        value={filters.mailbox === undefined ? '' : String(filters.mailbox)}
        options={[
          { value: '', label: t('settings.filter.anyMailbox') },
          ...mailboxes.map((mailbox) => ({ value: String(mailbox.id), label: mailbox.address })),
        ]}
        onChange={(mailbox) => onChange({ mailbox: mailbox ? Number(mailbox) : undefined })}
      />
      <SelectField
        hideLabel
        label={t('settings.filter.reason')}
        value={chosen ?? ''}
        options={[
          { value: '', label: t('settings.filter.anyReason') },
          ...reasons.map(({ reason, label, count }) => ({
            value: reason,
            label: t('settings.filter.reasonCount', { reason: reasonText(t, reason, label), shown: number.format(count) }),
          })),
          ...(isListed ? [] : [{ value: chosen, label: reasonText(t, chosen, chosen) }]),
        ]}
        onChange={(reason) => onChange({ reason: reason || undefined })}
      />
    </div>
  );
}

interface SearchFieldProps {
  text: string;
  onText: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

const STILL_MS = 250;

function SearchField({ text, onText, inputRef }: SearchFieldProps) {
  const { t } = useTranslation('email');
  const [value, setValue] = useState(text);
  const [known, setKnown] = useState(text);
  if (known !== text) {
    // Changed from outside: "Clear filters", or going back.
    setKnown(text);
    if (value.trim() !== text) setValue(text);
  }
  const newest = useRef(onText);
  useEffect(() => {
    newest.current = onText;
  });
  useEffect(() => {
    if (value.trim() === text) return undefined;
    const timer = setTimeout(() => newest.current(value.trim()), STILL_MS);
    return () => clearTimeout(timer);
  }, [value, text]);
  return (
    <Field
      ref={inputRef}
      hideLabel
      type="search"
      className="grows"
      label={t('settings.filter.text')}
      placeholder={t('settings.filter.text')}
      value={value}
      icon={<Icon icon={Search} size={14} />}
      onChange={(event) => setValue(event.target.value)}
    />
  );
}
