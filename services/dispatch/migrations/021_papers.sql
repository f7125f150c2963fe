-- Photos and papers lie in a folder or an object store; the rows name them by their hash. What lay here moves there (L7, L8).
alter table photo
  add column size_bytes integer,
  add column taken_at timestamptz,
  alter column content drop not null,
  drop constraint photo_known_by_its_content,
  drop constraint photo_media_type_known,
  drop constraint photo_not_too_large,
  add constraint photo_known_by_its_content check (sha256 = encode(sha256(content), 'hex')),
  add constraint photo_media_type_known check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf'));
update photo set size_bytes = octet_length(content);
alter table photo alter column size_bytes set not null;
create index photo_to_move on photo (sha256) where content is not null;
