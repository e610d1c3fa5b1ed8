import Mention from '@tiptap/extension-mention';

/** "@Ines Duarte" in a note, written as `<span data-mention="5">`: the form the server reads. */
export const TeammateMention = Mention.extend({
  addAttributes() {
    return {
      id: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-mention'),
        renderHTML: (attributes) => ({ 'data-mention': String(attributes.id) }),
      },
      label: {
        default: null,
        parseHTML: (element) => element.textContent.replace(/^@/, ''),
        renderHTML: () => ({}),
      },
    };
  },
  parseHTML() {
    return [{ tag: 'span[data-mention]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    return ['span', { ...HTMLAttributes, class: 'mention' }, `@${String(node.attrs.label)}`];
  },
  renderText({ node }) {
    return `@${String(node.attrs.label)}`;
  },
});
