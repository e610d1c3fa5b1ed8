import Search from 'lucide-react/icons/search';
import { useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Icon, Keys } from '@/shared/ui';

interface QueryFieldProps {
  query: string;
  onQuery: (query: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** The whole query as text; applied on Enter. */
export function QueryField({ query, onQuery, inputRef }: QueryFieldProps) {
  const { t } = useTranslation('tickets');
  const [value, setValue] = useState(query);
  useEffect(() => setValue(query), [query]);
  return (
    <form
      role="search"
      className="qsearch"
      onSubmit={(event) => {
        event.preventDefault();
        onQuery(value.trim());
      }}
    >
      <Field
        ref={inputRef}
        size="sm"
        hideLabel
        label={t('query.label')}
        placeholder={t('query.example')}
        value={value}
        icon={<Icon icon={Search} size={14} />}
        end={<Keys keys="/" />}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setValue(query);
          event.currentTarget.blur();
        }}
      />
    </form>
  );
}
