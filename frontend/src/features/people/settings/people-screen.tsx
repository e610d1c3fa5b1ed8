import { useQuery } from '@tanstack/react-query';
import UserPlus from 'lucide-react/icons/user-plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useRowKeys } from '@/shared/lib/row-keys';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Button, Empty, Icon, Loaded, SearchField, Segmented, useFound } from '@/shared/ui';
import { skillsQuery, staffQuery, teamsQuery, type Colleague } from './api';
import { countsOf, found, SHOWN } from './colleagues';
import { Frame } from './frame';
import { InvitePanel } from './invite-panel';
import { PeopleTable } from './people-table';
import { PersonPanel } from './person-panel';
import type { PeopleSearch } from './search';
import { useFocusBack } from './use-focus-back';

export interface PeopleScreenProps {
  search: PeopleSearch;
  onSearch: (search: PeopleSearch) => void;
}

const NOBODY: readonly Colleague[] = [];

/** Everybody who works here, was invited, or used to. */
export function PeopleScreen({ search, onSearch }: PeopleScreenProps) {
  const { t } = useTranslation('people');
  const may = useMay('staff.write');
  const staff = useQuery({ ...staffQuery, enabled: may });
  const teams = useQuery({ ...teamsQuery, enabled: may }).data ?? [];
  const skills = useQuery({ ...skillsQuery, enabled: may }).data ?? [];
  const { q = '', show = 'all', person, panel } = search;
  const everybody = staff.data ?? NOBODY;
  const counts = countsOf(everybody);
  const rows = found(everybody, { show, text: q }, skills);
  const field = useRef<HTMLInputElement>(null);
  const [isClearing, setClearing] = useState(false);
  const [cleared, setCleared] = useState(0);
  if (isClearing && q === '') {
    // The address is empty now: the field starts over with it.
    setClearing(false);
    setCleared(cleared + 1);
  }
  const set = (change: PeopleSearch): void => onSearch({ ...search, ...change });
  const keys = useRowKeys(rows.map(({ id }) => id), person, (next) => set({ person: next, panel: undefined }));
  const isInviting = panel === 'invite';
  const isOpen = isInviting || person !== undefined;
  const opener = useFocusBack(isInviting);
  const invite = (): void => set({ panel: 'invite', person: undefined });
  const close = (): void => set({ panel: undefined, person: undefined });
  useShortcuts(
    t('title'),
    [
      ...keys.shortcuts({ next: t('keys.next'), previous: t('keys.previous') }),
      { keys: 'n', label: t('invite.open'), run: invite },
      { keys: '/', label: t('search'), run: () => field.current?.focus() },
      { keys: 'escape', label: t('panel.close'), run: () => (isOpen ? close() : false), isHidden: true, whileTyping: true },
    ],
    may,
  );
  const isFiltered = q !== '' || show !== 'all';
  useFound(staff.data && isFiltered ? t('found', { count: rows.length }) : null);
  return (
    <Frame
      title={t('title')}
      actions={
        <Button ref={opener} variant="primary" icon={<Icon icon={UserPlus} />} keys="n" aria-expanded={isInviting} onClick={invite}>
          {t('invite.open')}
        </Button>
      }
    >
      <div className={`psplit${isOpen ? ' is-open' : ''}`}>
        <div className="pmain" data-pane="content" tabIndex={-1}>
          <div className="pfilters" role="search">
            <SearchField key={cleared} label={t('search')} text={q} inputRef={field} onText={(text) => set({ q: text || undefined })} />
            <Segmented
              label={t('showLabel')}
              value={show}
              options={SHOWN.map((value) => ({ value, label: <Part name={t(`show.${value}`)} count={staff.data ? counts[value] : undefined} /> }))}
              onChange={(value) => set({ show: value === 'all' ? undefined : value })}
            />
          </div>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll" tabIndex={0} role="region" aria-label={t('list')}>
            <Loaded query={staff} fault={t('fault')}>
              {rows.length === 0 ? (
                <Empty
                  title={t('noMatch')}
                  action={
                    <Button
                      onClick={() => {
                        setClearing(true);
                        set({ q: undefined, show: undefined });
                      }}
                    >
                      {t('clear')}
                    </Button>
                  }
                />
              ) : (
                <PeopleTable rows={rows} teams={teams} skills={skills} openId={person} cursor={keys} />
              )}
            </Loaded>
          </div>
        </div>
        {!may ? null : isInviting ? (
          <InvitePanel colleagues={everybody} teams={teams} onClose={close} />
        ) : person === undefined ? null : (
          <PersonPanel key={person} id={person} staff={staff} teams={teams} skills={skills} onClose={close} />
        )}
      </div>
    </Frame>
  );
}

function Part({ name, count }: { name: string; count: number | undefined }) {
  const { i18n } = useTranslation('people');
  return (
    <>
      {name} {count === undefined ? null : <span className="count">{new Intl.NumberFormat(i18n.language).format(count)}</span>}
    </>
  );
}
