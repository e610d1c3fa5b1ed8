import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import { Part, Section } from '@/shared/ticket-screen';
import { Avatar, Icon, IconButton } from '@/shared/ui';

import { useMentionable } from '../composer/use-mentionable';
import { Picker } from '../header/picker';
import { useTicketScreen } from '../ticket-context';
import { useFollowers } from './use-followers';

/** Who follows the ticket: whoever may change it brings colleagues in who may see it, everybody takes themselves off. */
export function Followers() {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, me } = useTicketScreen();
  const { query, people, set } = useFollowers();
  const [isChoosing, setChoosing] = useState(false);
  const mayChange = ticket.permissions.update && ticket.merged_into === null;
  const others = useMentionable(ticket.number, mayChange && isChoosing);
  const following = new Set(people.map(({ id }) => id));
  const offered = [...(me ? [{ id: me.id, name: me.name }] : []), ...others.filter(({ id }) => id !== me?.id)];
  useShortcuts(t('title', { number: ticket.number }), [{ keys: 'shift+w', label: t('followers.choose'), run: () => setChoosing(true) }], mayChange);

  function choose(value: string): void {
    const one = offered.find(({ id }) => String(id) === value);
    if (one) set(one.id, one.name, !following.has(one.id));
  }

  return (
    <Section name="followers" title={t('followers.title')} count={people.length}>
      <Part query={query} failed={t('followers.failed')}>
        {() =>
          people.length === 0 ? (
            <p className="t3 f12">{t('followers.none')}</p>
          ) : (
            <ul className="lst" aria-label={t('followers.title')}>
              {people.map(({ id, name }) => (
                <li key={id}>
                  <Avatar id={id} name={name} size={16} />
                  <span className="name ell" dir="auto">{id === me?.id ? t('shared:you') : name}</span>
                  {(mayChange || id === me?.id) && (
                    <IconButton
                      size="xs"
                      label={t('followers.remove', { name })}
                      onClick={() => {
                        set(id, name, false);
                        document.getElementById('conversation')?.focus({ preventScroll: true });
                      }}
                    >
                      <Icon icon={X} size={12} />
                    </IconButton>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Part>
      {mayChange && (
        <Picker
          isMany
          label={t('followers.choose')}
          isOpen={isChoosing}
          onOpenChange={setChoosing}
          options={offered.map(({ id, name }) => ({ value: String(id), label: name, icon: <Avatar id={id} name={name} size={16} /> }))}
          chosen={[...following].map(String)}
          onChoose={choose}
          trigger={
            <button type="button" className="link f12">
              <Icon icon={Plus} size={12} /> {t('followers.choose')}
            </button>
          }
        />
      )}
    </Section>
  );
}
