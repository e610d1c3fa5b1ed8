import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import BookOpen from 'lucide-react/icons/book-open';
import Building2 from 'lucide-react/icons/building-2';
import Command_ from 'lucide-react/icons/command';
import Search from 'lucide-react/icons/search';
import UserRound from 'lucide-react/icons/user-round';
import { Dialog as RadixDialog } from 'radix-ui';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, keys, type SearchHit } from '@/shared/api';
import { announce, Icon, Keys, PersonName, Priority, StatusIcon } from '@/shared/ui';
import { modeOf, useDelayed } from './mode';
import { remember } from './recent';
import { useCommands, type ListedCommand } from './use-commands';
import './palette.css';

export interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onSignOut: () => void;
}

/** Commands, tickets, customers and articles behind one key. */
export function Palette({ isOpen, onOpenChange, onSignOut }: PaletteProps) {
  const { t } = useTranslation('palette');
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="scrim">
          <RadixDialog.Content className="palette" aria-describedby={undefined}>
            <RadixDialog.Title className="vh">{t('title')}</RadixDialog.Title>
            <PaletteBody onClose={() => onOpenChange(false)} onSignOut={onSignOut} />
          </RadixDialog.Content>
        </RadixDialog.Overlay>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

function PaletteBody({ onClose, onSignOut }: { onClose: () => void; onSignOut: () => void }) {
  const { t } = useTranslation('palette');
  const [text, setText] = useState('');
  const commands = useCommands(onSignOut);
  const { kind, rest } = modeOf(text);
  // With its sign a number means that ticket and nothing else.
  const wanted = useDelayed(kind === 'commands' ? '' : kind === 'number' && rest ? `#${rest}` : rest, 180);
  const found = useQuery({
    queryKey: keys.search(wanted),
    queryFn: async ({ signal }) => {
      const everything = api.get('/search', { query: { q: wanted, limit: 12 }, signal });
      if (wanted.startsWith('#')) return everything;
      // Articles are ranked on their own, beside the rest.
      const [rest, articles] = await Promise.all([
        everything,
        api.get('/search', { query: { q: wanted, type: 'article' }, signal }),
      ]);
      return { ...rest, results: [...rest.results, ...articles.results] };
    },
    // One letter of Chinese, Japanese or Korean is a word; one of the alphabet is not.
    enabled: wanted.length > 1 || /^[\d\u1100-\u11ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7ff]$/.test(wanted),
    placeholderData: (previous) => previous,
  });
  // Results of the words before stand until the new ones are there, but never beside a number.
  const hits = wanted && !(kind === 'number' && found.isPlaceholderData) ? (found.data?.results ?? []) : [];
  const matching = kind === 'number' ? [] : commands.filter((command) => matches(command, rest));
  const count = matching.length + hits.length;
  const isSettled = !found.isPlaceholderData;
  useEffect(() => {
    if (wanted && found.data && isSettled) announce(t('results', { count }));
  }, [wanted, found.data, isSettled, count, t]);

  const run = (command: ListedCommand): void => {
    remember(command.id);
    onClose();
    // After the dialog has given focus back, so that a command may move it.
    requestAnimationFrame(command.run);
  };
  return (
    <Command shouldFilter={false} label={t('title')} loop>
      <div className="pin">
        <Icon icon={Search} />
        <Command.Input value={text} onValueChange={setText} placeholder={t('placeholder')} aria-label={t('title')} />
        <Keys keys="escape" />
      </div>
      <Command.List className="plist" label={t('list')}>
        {count === 0 && !found.isFetching ? <Command.Empty className="pnone">{t('nothing', { text: rest })}</Command.Empty> : null}
        {found.error ? (
          <p className="pnone" role="alert">
            {isProblem(found.error) && found.error.isOffline ? t('offline') : t('failed')}
          </p>
        ) : null}
        {matching.length > 0 ? (
          <Command.Group heading={t('group.commands')}>
            {matching.slice(0, rest || kind === 'commands' ? 30 : 8).map((command) => (
              <Option key={command.id} value={command.id} icon={<Icon icon={Command_} size={14} />} onSelect={() => run(command)}>
                <span className="m">{command.label}</span>
                <span className="sp" />
                {command.keys ? <Keys keys={command.keys} /> : null}
              </Option>
            ))}
          </Command.Group>
        ) : null}
        <Hits hits={hits} onClose={onClose} />
      </Command.List>
      <footer>
        <span>
          <kbd>&gt;</kbd> {t('hint.commands')}
        </span>
        <span>
          <kbd>#</kbd> {t('hint.number')}
        </span>
      </footer>
    </Command>
  );
}

const matches = (command: ListedCommand, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${command.label} ${command.words ?? ''}`.toLowerCase().includes(word));

type PersonHit = Extract<SearchHit, { type: 'contact' | 'company' }>;

function Hits({ hits, onClose }: { hits: readonly SearchHit[]; onClose: () => void }) {
  const { t } = useTranslation('palette');
  const navigate = useNavigate();
  const go = (way: () => Promise<void>) => (): void => {
    onClose();
    void way();
  };
  const tickets = hits.filter((hit) => hit.type === 'ticket');
  const people = hits.filter((hit): hit is PersonHit => hit.type === 'contact' || hit.type === 'company');
  const articles = hits.filter((hit) => hit.type === 'article');
  return (
    <>
      {tickets.length > 0 ? (
        <Command.Group heading={t('group.tickets')}>
          {tickets.map((hit) => (
            <Option
              key={hit.number}
              value={`ticket-${hit.number}`}
              icon={<StatusIcon status={hit.status} hideWord />}
              onSelect={go(() => navigate({ to: '/inbox/$number', params: { number: String(hit.number) } }))}
            >
              <span className="no">#{hit.number}</span>
              <span className="m ell" dir="auto">{hit.title}</span>
              <span className="d ell" dir="auto">{hit.company?.name ?? <PersonName name={hit.requester.name} />}</span>
              <span className="sp" />
              <Priority level={hit.priority} />
            </Option>
          ))}
        </Command.Group>
      ) : null}
      {people.length > 0 ? (
        <Command.Group heading={t('group.customers')}>
          {people.map((hit) => (
            <Option
              key={`${hit.type}-${hit.id}`}
              value={`${hit.type}-${hit.id}`}
              icon={<Icon icon={hit.type === 'company' ? Building2 : UserRound} size={14} />}
              onSelect={go(() =>
                hit.type === 'company'
                  ? navigate({ to: '/customers/$id', params: { id: String(hit.id) } })
                  : navigate({ to: '/customers/contacts/$id', params: { id: String(hit.id) } }),
              )}
            >
              <span className="m ell" dir="auto">{hit.title}</span>
              <span className="d ell" dir="auto">{hit.snippet}</span>
            </Option>
          ))}
        </Command.Group>
      ) : null}
      {articles.length > 0 ? (
        <Command.Group heading={t('group.articles')}>
          {articles.map((hit) => (
            <Option
              key={hit.id}
              value={`article-${hit.id}`}
              icon={<Icon icon={BookOpen} size={14} />}
              onSelect={go(() => navigate({ to: '/kb/$id', params: { id: String(hit.id) } }))}
            >
              <span className="m ell" dir="auto">{hit.title}</span>
              <span className="d ell" dir="auto">{hit.snippet}</span>
            </Option>
          ))}
        </Command.Group>
      ) : null}
    </>
  );
}

interface OptionProps {
  value: string;
  icon: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

const Option = ({ value, icon, onSelect, children }: OptionProps) => (
  <Command.Item className="po" value={value} onSelect={onSelect}>
    {icon}
    {children}
  </Command.Item>
);
