import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/shared/api';
import { announce, Avatar, Button, Dialog, ErrorState, Field, Icon } from '@/shared/ui';
import { contactsQuery, mergePreviewQuery } from './api';
import { MergePreviewPanel } from './merge-preview';
import { useObstacleWords } from './merge-words';
import type { MergePreview } from './types';
import { useMerge } from './use-merge';
import './merge.css';

export interface MergeDialogProps {
  contact: Contact;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** The contact that stays, once they are one. */
  onMerged: (survivor: number) => void;
}

type Stays = 'this' | 'other';

/** Find the other contact, see what would move, merge. */
export function MergeDialog({ contact, isOpen, onOpenChange, onMerged }: MergeDialogProps) {
  const { t } = useTranslation('customers');
  const [other, setOther] = useState<Contact | null>(null);
  const [wanted, setWanted] = useState<Stays | null>(null);
  const close = (open: boolean): void => {
    onOpenChange(open);
    if (!open) {
      setOther(null);
      setWanted(null);
    }
  };
  const { preview, stays, error, retry } = usePreview(contact, other, wanted, isOpen);
  const wordsOf = useObstacleWords();
  const merge = useMerge((survivor) => {
    close(false);
    onMerged(survivor);
  });
  const obstacle = preview?.reason ? wordsOf(preview.reason, { source: preview.from.name, target: preview.into.name }) : null;
  const footer = (
    <>
      {other ? (
        <Button variant="ghost" onClick={() => setOther(null)}>
          {t('merge.chooseAgain')}
        </Button>
      ) : null}
      <span className="sp" />
      <Button onClick={() => close(false)}>{t('merge.cancel')}</Button>
      <Button
        variant="primary"
        busy={merge.isPending ? t('merge.merging') : null}
        unavailable={other === null ? t('merge.chooseFirst') : preview ? obstacle : t('loading')}
        onClick={() => preview && merge.mutate(preview)}
      >
        {t('merge.action')}
      </Button>
    </>
  );
  return (
    <Dialog isOpen={isOpen} onOpenChange={close} title={t('merge.title', { name: contact.name })} width={640} footer={footer}>
      {other === null ? (
        <Chooser contact={contact} onChoose={setOther} />
      ) : error && !preview ? (
        <ErrorState title={t('merge.fault')} error={error} onRetry={retry} />
      ) : preview ? (
        <MergePreviewPanel preview={preview} isThisKept={stays === 'this'} onKeep={(isThis) => setWanted(isThis ? 'this' : 'other')} obstacle={obstacle} />
      ) : (
        <p className="t3">{t('loading')}</p>
      )}
    </Dialog>
  );
}

interface Previewed {
  preview: MergePreview | undefined;
  stays: Stays;
  error: Error | null;
  retry: () => void;
}

/** The preview of the wanted direction; at first of this contact staying, if the server allows that. */
function usePreview(contact: Contact, other: Contact | null, wanted: Stays | null, isOpen: boolean): Previewed {
  const isAsked = isOpen && other !== null;
  const otherId = other?.id ?? 0;
  const here = useQuery({ ...mergePreviewQuery(contact.id, otherId), enabled: isAsked && wanted !== 'other' });
  const isRefused = here.data?.can_merge === false;
  const stays: Stays = wanted ?? (isRefused ? 'other' : 'this');
  const there = useQuery({ ...mergePreviewQuery(otherId, contact.id), enabled: isAsked && stays === 'other' });
  const shown = stays === 'this' ? here : there;
  return { preview: shown.data, stays, error: shown.error, retry: () => void shown.refetch() };
}

function Chooser({ contact, onChoose }: { contact: Contact; onChoose: (other: Contact) => void }) {
  const { t } = useTranslation('customers');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useInfiniteQuery({ ...contactsQuery({ text: asked }), enabled: asked !== '' });
  const rows = query.data?.pages.flatMap((page) => page.results).filter((row) => row.id !== contact.id) ?? [];
  const found = query.data ? rows.length : null;
  useEffect(() => {
    if (found !== null) announce(t('found', { count: found }));
  }, [found, t]);
  const list = useRef<HTMLUListElement>(null);
  const move = (event: React.KeyboardEvent, by: number): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div className="form-grid">
      <p>{t('merge.explain')}</p>
      <Field
        type="search"
        label={t('merge.search')}
        value={text}
        icon={<Icon icon={Search} size={14} />}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'ArrowDown' && move(event, 1)}
      />
      {query.error ? (
        <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : asked && query.data && rows.length === 0 ? (
        <p className="t3">{t('none', { text: asked })}</p>
      ) : (
        <ul className="merge-found" ref={list} aria-label={t('contacts')}>
          {rows.map((row) => (
            <li key={row.id}>
              <button
                type="button"
                onClick={() => onChoose(row)}
                onKeyDown={(event) => {
                  if (event.key === 'ArrowDown') move(event, 1);
                  if (event.key === 'ArrowUp') move(event, -1);
                }}
              >
                <Avatar id={row.id} name={row.name} size={20} />
                <span className="ell med" dir="auto">{row.name}</span>
                <bdi className="t3 f12 ell">{row.email === row.name ? '' : row.email}</bdi>
                <span className="sp" />
                {row.company ? <bdi className="t3 f12 ell">{row.company.name}</bdi> : null}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
