import { useQuery } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import { forwardRef, useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../../api';
import { announce, Avatar, Field, Icon, IconButton } from '../../ui';
import { isAddress, type Customer } from './values';
import { isComposing } from '@/shared/lib/composing';

const SHOWN = 8;
const AFTER_MS = 200;

interface CustomerFieldProps {
  customer: Customer | null;
  typed: string;
  error: string | null;
  onType: (text: string) => void;
  onChoose: (customer: Customer | null) => void;
}

interface Choice extends Customer {
  company: string;
}

/** Known contacts by name, address or company, and an address that nobody has yet. */
function useChoices(typed: string): { choices: Choice[]; isDone: boolean } {
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data } = useQuery({
    queryKey: [...keys.contacts, 'choices', asked],
    queryFn: () => api.get('/contacts', { query: { q: asked, limit: SHOWN } }),
    enabled: asked !== '',
    staleTime: 30_000,
  });
  const known = (asked ? (data?.results ?? []) : []).map(
    ({ id, name, email, company }): Choice => ({ id, name, email, company: company?.name ?? '' }),
  );
  const address = typed.trim();
  const isNew = isAddress(address) && !known.some((row) => row.email.toLowerCase() === address.toLowerCase());
  const choices = isNew ? [...known, { id: null, name: '', email: address, company: '' }] : known;
  return { choices: address ? choices : [], isDone: asked === address && data !== undefined };
}

/** Who the ticket is for: a field that finds them as one types, worked with the arrow keys. */
export const CustomerField = forwardRef<HTMLInputElement, CustomerFieldProps>(function CustomerField(props, ref) {
  const { customer, typed, error, onType, onChoose } = props;
  const { t } = useTranslation('ticket-list');
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const { choices, isDone } = useChoices(customer ? '' : typed);
  const isShown = isOpen && choices.length > 0;
  const current = isShown ? choices[Math.min(active, choices.length - 1)] : undefined;
  const found = isOpen && isDone && typed.trim() !== '' ? choices.length : null;
  useEffect(() => {
    if (found !== null) announce(t('create.found', { count: found }));
  }, [found, t]);

  function choose(choice: Choice): void {
    onChoose({ id: choice.id, name: choice.name, email: choice.email });
    setOpen(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' && isShown ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      setActive((at) => (Math.min(at, choices.length - 1) + step + choices.length) % Math.max(1, choices.length));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !isComposing(event.nativeEvent) && current) {
      event.preventDefault();
      choose(current);
    } else if (event.key === 'Escape' && isShown) {
      event.stopPropagation();
      setOpen(false);
    }
  }

  if (customer) return <Chosen customer={customer} error={error} onClear={() => onChoose(null)} />;
  return (
    <div className="nt-who">
      <Field
        ref={ref}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current ? `${id}-${choices.indexOf(current)}` : undefined}
        label={t('create.customer')}
        hint={t('create.customerHint')}
        error={error}
        value={typed}
        dir="auto"
        autoComplete="off"
        onChange={(event) => {
          onType(event.target.value);
          setOpen(true);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <Choices id={id} choices={isShown ? choices : []} current={current} onChoose={choose} onActive={setActive} />
    </div>
  );
});

function Chosen({ customer, error, onClear }: { customer: Customer; error: string | null; onClear: () => void }) {
  const { t } = useTranslation('ticket-list');
  const name = customer.name || customer.email;
  return (
    <div role="group" aria-label={t('create.customer')}>
      <span className="lab">{t('create.customer')}</span>
      <span className="nt-chosen">
        <Avatar id={customer.id ?? 0} name={name} size={20} />
        <bdi className="ell med">{name}</bdi>
        {customer.email !== name && <bdi className="ell t3">{customer.email}</bdi>}
        <span className="sp" />
        <IconButton size="sm" label={t('create.another', { name })} onClick={onClear}>
          <Icon icon={X} size={14} />
        </IconButton>
      </span>
      {error && <p className="hint bad">{error}</p>}
    </div>
  );
}

interface ChoicesProps {
  id: string;
  choices: readonly Choice[];
  current: Choice | undefined;
  onChoose: (choice: Choice) => void;
  onActive: (at: number) => void;
}

function Choices({ id, choices, current, onChoose, onActive }: ChoicesProps) {
  const { t } = useTranslation('ticket-list');
  return (
    <ul id={`${id}-list`} className="pop nt-list" role="listbox" aria-label={t('create.customer')} hidden={choices.length === 0}>
      {choices.map((choice, at) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field keeps the focus and takes the keys
        <li
          key={choice.id ?? 'new'}
          id={`${id}-${at}`}
          role="option"
          aria-selected={choice === current}
          className={choice === current ? 'mi on' : 'mi'}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          onPointerMove={() => onActive(at)}
        >
          {choice.id === null ? (
            <span dir="auto">{t('create.newContact', { address: choice.email })}</span>
          ) : (
            <>
              <bdi className="ell med">{choice.name || choice.email}</bdi>
              <bdi className="ell t3 f12">{[choice.name ? choice.email : '', choice.company].filter(Boolean).join(', ')}</bdi>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
