import Tag from 'lucide-react/icons/tag';
import { useTranslation } from 'react-i18next';

import { useTags } from '@/shared/directory';
import { Icon, Menu, MenuChoice } from '@/shared/ui';

import type { FieldName } from '../model/field-conflict';
import { useTicketScreen } from '../ticket-context';
import { Picker } from './picker';

const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;
type TicketType = (typeof TYPES)[number];

export interface MorePropertiesProps {
  /** Of the tags' list. */
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  isDisabled: boolean;
  marked: (field: FieldName) => string;
}

/** Type and tags; the product area is corrected beside the triage. */
export function MoreProperties({ isOpen, onOpenChange, isDisabled, marked }: MorePropertiesProps) {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, change } = useTicketScreen();
  const known = useTags(isOpen);
  const type = TYPES.find((candidate) => candidate === ticket.type);
  const names = [...new Set([...ticket.tags, ...known])];

  function toggleTag(tag: string): void {
    const tags = ticket.tags.includes(tag) ? ticket.tags.filter((own) => own !== tag) : [...ticket.tags, tag];
    change({ changes: { tags }, preview: { tags }, still: t('ticket:change.stillTags') });
  }

  return (
    <>
      <Menu
        label={t('ticket:props.type')}
        trigger={
          <button type="button" className={marked('type')} disabled={isDisabled} aria-label={typeName()}>
            {type ? t(`shared:type.${type}`) : t('ticket:props.noType')}
          </button>
        }
      >
        <MenuChoice<TicketType>
          label={t('ticket:props.type')}
          value={type ?? 'question'}
          onChoose={(next) =>
            change({
              changes: { type: next },
              preview: { type: next },
              still: t('ticket:change.still', { value: type ? t(`shared:type.${type}`) : t('ticket:props.noType') }),
            })
          }
          options={TYPES.map((value) => ({ value, label: t(`shared:type.${value}`) }))}
        />
      </Menu>
      <Picker
        label={t('ticket:props.tags')}
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        isMany
        chosen={ticket.tags}
        createLabel={(text) => t('ticket:props.addTag', { tag: text })}
        onChoose={toggleTag}
        options={names.map((name) => ({ value: name, label: name }))}
        trigger={
          <button
            type="button"
            className={marked('tags')}
            disabled={isDisabled}
            aria-label={t('ticket:props.tagsAre', { tags: ticket.tags.join(', ') || t('ticket:props.noTags') })}
            title={ticket.tags.join(', ')}
          >
            <Icon icon={Tag} size={14} />
            <bdi className="ell">{ticket.tags[0] ?? t('ticket:props.tags')}</bdi>
            {ticket.tags.length > 1 && <span className="n">+{ticket.tags.length - 1}</span>}
          </button>
        }
      />
    </>
  );

  function typeName(): string {
    return t('ticket:props.typeIs', { type: type ? t(`shared:type.${type}`) : t('ticket:props.noType') });
  }
}
