/** What goes with a video in these tests. */
export const WORDS = { title: 'Release 1.0', description: 'What is new.', category_id: '28', made_for_kids: false }
