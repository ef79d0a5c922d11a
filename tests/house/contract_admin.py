"""The content system in the contract: every route of it by name, under the rule that holds for it.

To whoever may not use the admin none of it exists. A new version of the package with a new route fails the walk until
its name stands here.
"""

from tests.house.contract import EDITORS, FORBIDDEN, NOBODY, NOT_THERE, SIGN_IN, Door, Row

# Pages that whoever may use the admin reads.
READ = """
    wagtailadmin_home django.views.generic.base.TemplateView wagtailadmin_api:pages:listing
    wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:images:listing
    wagtailadmin_api:images:detail wagtailadmin_choose_page wagtailadmin_choose_page_child
    wagtailadmin_choose_page_search wagtailadmin_choose_page_chosen_multiple
    wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results
    wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
    wagtailsnippets_directory_region:list wagtailsnippets_directory_region:list_results
    wagtailsnippets_directory_region:usage wagtailsnippets_directory_region:history
    wagtailsnippets_directory_region:history_results wagtailsnippetchoosers_directory_region:choose
    wagtailsnippetchoosers_directory_region:choose_results wagtailsnippetchoosers_directory_region:chosen
    wagtailsnippetchoosers_directory_region:chosen_multiple
    wagtailsnippets_directory_regionmunicipality:list
    wagtailsnippets_directory_regionmunicipality:list_results
    wagtailsnippets_directory_regionmunicipality:usage
    wagtailsnippets_directory_regionmunicipality:history
    wagtailsnippets_directory_regionmunicipality:history_results
    wagtailsnippetchoosers_directory_regionmunicipality:choose
    wagtailsnippetchoosers_directory_regionmunicipality:choose_results
    wagtailsnippetchoosers_directory_regionmunicipality:chosen
    wagtailsnippetchoosers_directory_regionmunicipality:chosen_multiple wagtaildocs_chooser:choose
    wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple wagtailimages_chooser:choose
    wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple
    wagtailadmin_javascript_catalog wagtaildocs:index wagtaildocs:index_results wagtaildocs:document_usage
    wagtailimages:index wagtailimages:index_results wagtailimages:image_usage wagtaildocs_chooser:chosen
    wagtailimages_chooser:chosen
    wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_pages:usage
    wagtailadmin_pages:add_subpage wagtailadmin_pages:search wagtailadmin_pages:search_results
    wagtailadmin_pages:workflow_history wagtailadmin_pages:history wagtailadmin_pages:history_results
    wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results
    wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results
    wagtailadmin_reports:workflow_tasks wagtailadmin_reports:workflow_tasks_results
    wagtailadmin_reports:aging_pages wagtailadmin_reports:aging_pages_results
    wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results
    wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results wagtailadmin_api:pages:detail
    knowledge_review knowledge_links knowledge_feedback wagtailsnippets_knowledge_term:list
    wagtailsnippets_knowledge_term:list_results wagtailsnippets_knowledge_term:usage
    wagtailsnippets_knowledge_term:history wagtailsnippets_knowledge_term:history_results
    wagtailsnippetchoosers_knowledge_term:choose wagtailsnippetchoosers_knowledge_term:choose_results
    wagtailsnippetchoosers_knowledge_term:chosen wagtailsnippetchoosers_knowledge_term:chosen_multiple
    wagtailsnippets_kernel_searchsynonyms:list wagtailsnippets_kernel_searchsynonyms:list_results
    wagtailsnippets_kernel_searchsynonyms:usage wagtailsnippets_kernel_searchsynonyms:history
    wagtailsnippets_kernel_searchsynonyms:history_results wagtailsnippetchoosers_kernel_searchsynonyms:choose
    wagtailsnippetchoosers_kernel_searchsynonyms:choose_results wagtailsnippetchoosers_kernel_searchsynonyms:chosen
    wagtailsnippetchoosers_kernel_searchsynonyms:chosen_multiple
    newsletter_list wagtailsnippets_knowledge_newslettertopic:list
    wagtailsnippets_knowledge_newslettertopic:list_results wagtailsnippets_knowledge_newslettertopic:usage
    wagtailsnippets_knowledge_newslettertopic:history
    wagtailsnippets_knowledge_newslettertopic:history_results
    wagtailsnippetchoosers_knowledge_newslettertopic:choose
    wagtailsnippetchoosers_knowledge_newslettertopic:choose_results
    wagtailsnippetchoosers_knowledge_newslettertopic:chosen
    wagtailsnippetchoosers_knowledge_newslettertopic:chosen_multiple
"""
# Pages with a form for whoever may use the admin.
FILL = """
    wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:revisions_index
    wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link
    wagtailadmin_choose_page_anchor_link wagtailadmin_tag_autocomplete
    wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chosen wagtailadmin_account
    wagtailembeds:chooser wagtailembeds:chooser_upload wagtailsnippets_directory_region:add
    wagtailsnippets_directory_region:edit wagtailsnippets_directory_region:copy
    wagtailsnippets_directory_regionmunicipality:add wagtailsnippets_directory_regionmunicipality:edit
    wagtailsnippets_directory_regionmunicipality:copy wagtailadmin_sprite wagtaildocs:add wagtaildocs:edit
    wagtaildocs:delete wagtaildocs:add_multiple wagtailimages:edit wagtailimages:delete
    wagtailimages:preview wagtailimages:add wagtailimages:add_multiple wagtaildocs_chooser:create
    wagtailimages_chooser:create wagtailimages_chooser:select_format
    wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:unpublish
    wagtailadmin_pages:preview_on_add wagtailsnippets_knowledge_term:add
    wagtailsnippets_knowledge_term:edit wagtailsnippets_knowledge_term:delete
    wagtailsnippets_knowledge_term:copy
    wagtailsnippets_kernel_searchsynonyms:add wagtailsnippets_kernel_searchsynonyms:edit
    wagtailsnippets_kernel_searchsynonyms:delete
    newsletter_desk wagtailsnippets_knowledge_newslettertopic:add
    wagtailsnippets_knowledge_newslettertopic:edit wagtailsnippets_knowledge_newslettertopic:copy
"""
# Buttons for whoever may use the admin.
DO = """
    wagtailadmin_editing_sessions:release wagtaildocs:edit_multiple wagtaildocs:delete_multiple
    wagtailimages:edit_multiple wagtailimages:delete_multiple
    wagtailadmin_pages:lock wagtailadmin_pages:unlock
"""
# Wagtail itself says no: nobody holds its rights to shelves, old addresses, sites, people and groups, and nobody
# publishes, moves or throws away a published page alone.
REFUSED = """
    wagtailadmin_pages:delete wagtailadmin_pages:move wagtailadmin_pages:set_privacy
    wagtailadmin_pages:revisions_unschedule wagtailadmin_collections:index wagtailadmin_collections:add
    wagtailadmin_collections:edit wagtailadmin_collections:set_privacy wagtailadmin_workflows:index
    wagtailadmin_workflows:index_results wagtailadmin_workflows:add wagtailadmin_workflows:disable
    wagtailadmin_workflows:edit wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results
    wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
    wagtailadmin_workflows:task_index_results wagtailadmin_workflows:edit_task
    wagtailadmin_workflows:disable_task wagtailsnippets:index wagtailsnippets_directory_region:delete
    wagtailsnippets_knowledge_newslettertopic:delete
    wagtailsnippets_directory_regionmunicipality:delete wagtailsites:index wagtailsites:index_results
    wagtailsites:add wagtailsites:edit wagtailsites:delete wagtailsites:history
    wagtailsites:history_results wagtailsites:usage wagtailsites:copy wagtailusers_users:index
    wagtailusers_users:index_results wagtailusers_users:add wagtailusers_users:edit
    wagtailusers_users:delete wagtailusers_users:history wagtailusers_users:history_results
    wagtailusers_users:usage wagtailusers_users:copy wagtailusers_groups:index
    wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit
    wagtailusers_groups:delete wagtailusers_groups:history wagtailusers_groups:history_results
    wagtailusers_groups:usage
    wagtailredirects:index wagtailredirects:index_results wagtailredirects:add wagtailredirects:edit
    wagtailredirects:start_import wagtailredirects:process_import
"""
# The same, to read only.
REFUSED_READ = """
    wagtailadmin_pages:workflow_preview
"""
# The same, a button only.
REFUSED_DO = """
    wagtailadmin_pages:set_page_position wagtailadmin_workflows:enable wagtailadmin_workflows:remove
    wagtailadmin_workflows:enable_task
"""
# Leads nowhere: there is no such record.
ABSENT = """
    wagtail_bulk_action wagtailadmin_pages:choose_parent wagtailadmin_pages:convert_alias
    wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data
    wagtailadmin_pages:revisions_revert wagtailadmin_tag_model_autocomplete
    wagtailadmin_collections:delete wagtailadmin_workflows:add_task wagtailsettings:edit
    wagtailsettings:preview_on_edit
    wagtailadmin_pages:revisions_view
    wagtailredirects:delete wagtailsnippets_knowledge_term:revisions_revert
"""
# The same, to read only.
ABSENT_READ = """
    wagtailadmin_api:pages:find wagtailadmin_api:documents:find wagtailadmin_api:images:find
    wagtailadmin_block_preview wagtailimages:url_generator wagtailimages:url_generator_output
    wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history_detail
    wagtailsnippets_knowledge_term:revisions_compare
"""
# The same, a button only.
ABSENT_DO = """
    wagtailadmin_api:pages:action wagtailadmin_editing_sessions:ping
    wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
    wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
"""
# Pages of the package this site has no use for: shut before they run (accounts/admin_door.py).
SHUT = """
    wagtailadmin_error_test wagtailadmin_password_reset wagtailadmin_password_reset_done
    wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
    wagtailsnippetchoosers_directory_region:create wagtailsnippetchoosers_directory_regionmunicipality:create
    wagtailsnippetchoosers_knowledge_newslettertopic:create
    wagtailsnippetchoosers_knowledge_term:create wagtailsnippetchoosers_kernel_searchsynonyms:create
"""


def _rows(
    names: str, *methods: str, lets_in: frozenset[str] = NOBODY, otherwise: int = NOT_THERE
) -> dict[str, Row]:
    doors = {method: Door(lets_in, otherwise) for method in methods}
    return {name: Row(doors, known_to=EDITORS) for name in names.split()}


ADMIN: dict[str, Row] = {
    **_rows(READ, "get", lets_in=EDITORS),
    **_rows(FILL, "get", "post", lets_in=EDITORS),
    **_rows(DO, "post", lets_in=EDITORS),
    **_rows(REFUSED, "get", "post", otherwise=FORBIDDEN),
    **_rows(REFUSED_READ, "get", otherwise=FORBIDDEN),
    **_rows(REFUSED_DO, "post", otherwise=FORBIDDEN),
    **_rows(ABSENT, "get", "post"),
    **_rows(ABSENT_READ, "get"),
    **_rows(ABSENT_DO, "post"),
    **_rows(SHUT, "get", "post"),
    "beheer": Row({"get": Door(EDITORS), "post": Door(EDITORS)}, known_to=EDITORS),
    # Both send to the one sign-in page: the second after it ended the session.
    "beheer_door": Row({"get": Door(NOBODY, SIGN_IN), "post": Door(NOBODY, SIGN_IN)}, known_to=EDITORS),
    "wagtailadmin_logout": Row({"post": Door(NOBODY, SIGN_IN)}, known_to=EDITORS),
    "wagtailadmin_dismissibles": Row(
        {"get": Door(EDITORS), "patch": Door(EDITORS)}, known_to=EDITORS, never_post=True
    ),
    # What the editor's form always sends; a form that is not right comes back with what to do.
    **{
        f"wagtailadmin_pages:{name}": Row(
            {"get": Door(EDITORS), "post": Door(EDITORS)},
            known_to=EDITORS,
            form={"body-count": "0", "sources-count": "0", "figures-count": "0"},
        )
        for name in ("add", "edit")
    },
    "wagtailadmin_pages:copy": Row(
        {"get": Door(EDITORS), "post": Door(EDITORS)},
        known_to=EDITORS,
        form={"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": "{theme_id}"},
    ),
    "wagtailadmin_pages:move_confirm": Row(
        {"get": Door(EDITORS), "post": Door(NOBODY, FORBIDDEN)}, known_to=EDITORS
    ),
    "wagtailadmin_choose_page_external_link": Row(
        {"get": Door(EDITORS), "post": Door(EDITORS)},
        known_to=EDITORS,
        form={"external-link-chooser-url": "https://voorbeeld.example"},
    ),
}
