import { Switch as RadixSwitch, Tabs as RadixTabs, ToggleGroup } from 'radix-ui';
import { useEffect, useRef, type ReactNode } from 'react';

/** Acts at once; a checkbox waits for Save. */
export function Switch({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="opt">
      <RadixSwitch.Root className={`sw${isOn ? ' on' : ''}`} checked={isOn} onCheckedChange={onChange} />
      {label}
    </label>
  );
}

export interface CheckboxProps {
  label: string;
  hideLabel?: boolean;
  isChecked: boolean;
  /** Part of a list is chosen. */
  isMixed?: boolean;
  onChange: (isChecked: boolean, event: { shiftKey: boolean }) => void;
  tabIndex?: number;
}

export function Checkbox({ label, hideLabel, isChecked, isMixed = false, onChange, tabIndex }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isMixed;
  }, [isMixed]);
  const input = (
    <input
      ref={box}
      type="checkbox"
      className={`cb${isMixed ? ' mix' : ''}`}
      checked={isChecked}
      tabIndex={tabIndex}
      aria-label={hideLabel ? label : undefined}
      onChange={(event) => onChange(event.target.checked, { shiftKey: (event.nativeEvent as MouseEvent).shiftKey })}
    />
  );
  if (hideLabel) return input;
  return (
    <label className="opt">
      {input}
      {label}
    </label>
  );
}

export interface Option<Value extends string> {
  value: Value;
  label: ReactNode;
}

export interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
}

/** Two to four views of one thing. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      className="seg"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as Value)}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={option.value === value ? 'on' : ''}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

export interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  tabs: readonly (Option<Value> & { count?: number })[];
  onChange: (value: Value) => void;
  /** `RadixTabs.Content` panels, as `<TabPanel value="…">`. */
  children?: ReactNode;
  /** Put after the tabs, at the end of their row. */
  end?: ReactNode;
}

/** Underlined pages of a panel; a count of zero is not shown. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, children, end }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone the row scrolls; the open page's tab is always in it.
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('.on');
    if (open && list.current) list.current.scrollLeft = open.offsetLeft - list.current.offsetLeft - 12;
  }, [value]);
  return (
    <RadixTabs.Root className="tabs-root" value={value} onValueChange={(next) => onChange(next as Value)}>
      <RadixTabs.List ref={list} className="tabs" aria-label={label}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger key={tab.value} value={tab.value} className={tab.value === value ? 'on' : ''}>
            {tab.label}
            {tab.count ? <span className="count">{tab.count}</span> : null}
          </RadixTabs.Trigger>
        ))}
        {end}
      </RadixTabs.List>
      {children}
    </RadixTabs.Root>
  );
}

export const TabPanel = RadixTabs.Content;
