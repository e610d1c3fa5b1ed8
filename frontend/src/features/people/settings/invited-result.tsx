import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Icon } from '@/shared/ui';
import type { Invited } from './api';
import { CopyLink } from './copy-link';

export interface InvitedResultProps {
  outcome: readonly Invited[];
  onMore: () => void;
  onClose: () => void;
}

const kindOf = ({ problem, link }: Invited): 'sent' | 'link' | 'is_here' | 'was_deactivated' => problem ?? (link === null ? 'sent' : 'link');

/** What became of each address; links that nobody could mail are here to be passed on. */
export function InvitedResult({ outcome, onMore, onClose }: InvitedResultProps) {
  const { t } = useTranslation('people');
  const head = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone.
  useEffect(() => head.current?.focus(), []);
  const invited = outcome.filter(({ problem }) => problem === null).length;
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll pform" tabIndex={0} role="region" aria-label={t('invite.title')}>
        <section className="psec">
          <h3 ref={head} tabIndex={-1}>
            {t('invite.done', { count: invited })}
          </h3>
          {outcome.some(({ link }) => link !== null) ? (
            <p className="notice" role="note">
              {t('invite.byHand')}
            </p>
          ) : null}
          <ul className="pdone">
            {outcome.map((one) => {
              const kind = kindOf(one);
              const isInvited = one.problem === null;
              return (
                <li key={one.email}>
                  <Icon icon={isInvited ? CircleCheck : CircleAlert} size={14} className={isInvited ? 'tick' : 'cross'} />
                  <div>
                    <bdi className="med">{one.email}</bdi>
                    <span className="why2">{t(`invite.outcome.${kind}`)}</span>
                    {one.link === null ? null : <CopyLink address={one.email} link={one.link} />}
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      </div>
      <footer className="foot">
        <span className="sp" />
        <Button onClick={onMore}>{t('invite.more')}</Button>
        <Button variant="primary" onClick={onClose}>
          {t('invite.finish')}
        </Button>
      </footer>
    </>
  );
}
