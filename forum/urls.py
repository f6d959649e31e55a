"""All URL paths of the program, by name. Routes are declared from this table, and templates, rooms, mails and
the worker build their links from it, so that no path is written anywhere else.

    @router.get(path("contact.session"))
    url_for("contact.session", session.id, slug=session.slug, anchor="cau-hoi")   # '/tiep-xuc/7-quy-iv#cau-hoi'

`{x:ref}` is an id with an optional slug after it, which is ignored.
"""

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, urlencode

from starlette.convertors import Convertor, register_url_convertor

PATHS: Mapping[str, str] = {
    "home.home": "/",
    "home.about": "/gioi-thieu",
    "home.accessibility": "/tro-nang",
    "home.data_protection": "/bao-ve-du-lieu",
    "home.styleguide": "/styleguide",
    "health.healthz": "/healthz",
    "health.readyz": "/readyz",
    # The programme and its tasks
    "programme.programme": "/chuong-trinh",
    "programme.section": "/chuong-trinh/{code}",
    "programme.task": "/nhiem-vu/{code}",
    "programme.report_progress": "/nhiem-vu/{code}/bao-cao",
    "programme.set_current_lead": "/nhiem-vu/{code}/chu-tri",
    "programme.import_text": "/quan-tri/chuong-trinh",
    # Forums, threads, proposals and the answers of bodies
    "threads.forums": "/dien-dan",
    "threads.forum": "/dien-dan/{forum_id:ref}",
    "threads.proposals": "/hien-ke",
    "threads.new_proposal": "/hien-ke/moi",
    "threads.new_thread": "/chu-de/moi",
    "threads.thread": "/chu-de/{thread_id:ref}",
    "threads.set_tasks": "/chu-de/{thread_id:int}/chon-nhiem-vu",
    "threads.assign": "/chu-de/{proposal_id:int}/giao",
    "threads.hand_over": "/chu-de/{proposal_id:int}/chuyen",
    "threads.take_up": "/chu-de/{proposal_id:int}/tiep-nhan",
    "threads.ask_clarification": "/chu-de/{proposal_id:int}/de-nghi-lam-ro",
    "threads.clarify": "/chu-de/{proposal_id:int}/lam-ro",
    "threads.draft_answer": "/chu-de/{proposal_id:int}/tra-loi",
    "threads.draft_supplement": "/chu-de/{proposal_id:int}/bo-sung-cam-ket",
    "threads.rate_answer": "/chu-de/{proposal_id:int}/danh-gia",
    "threads.revise_answer": "/chu-de/tra-loi/{answer_id:int}/sua",
    "threads.approve_answer": "/chu-de/tra-loi/{answer_id:int}/duyet",
    "threads.send_back_answer": "/chu-de/tra-loi/{answer_id:int}/tra-lai",
    "threads.submit_answer": "/chu-de/tra-loi/{answer_id:int}/trinh",
    "threads.add_promise": "/chu-de/tra-loi/{answer_id:int}/cam-ket",
    "threads.change_promise": "/chu-de/cam-ket/{line_id:int}/sua",
    "threads.remove_promise": "/chu-de/cam-ket/{line_id:int}/bo",
    # Texts of any kind, and what readers do with them
    "contributions.endorse": "/bai/{contribution_id:int}/ung-ho",
    "contributions.unendorse": "/bai/{contribution_id:int}/bo-ung-ho",
    "contributions.follow": "/theo/{kind}/{thing_id:int}",
    "contributions.unfollow": "/theo/{kind}/{thing_id:int}/bo",
    "contributions.edit": "/bai/{contribution_id:int}/sua",
    "contributions.withdraw": "/bai/{contribution_id:int}/rut",
    "contributions.history": "/bai/{contribution_id:int}/lich-su",
    "contributions.version": "/bai/{contribution_id:int}/ban/{text_version:int}",
    # What people upload
    "files.file": "/tep/{file_id:int}",
    "files.chosen": "/tep/da-chon",
    "files.received": "/tep/da-nhan",
    # Consultations: the draft, opinions on it, responses to them
    "consultations.consultations": "/gop-y-du-thao",
    "consultations.consultation": "/gop-y-du-thao/{consultation_id:ref}",
    "consultations.paragraph": "/gop-y-du-thao/{consultation_id:ref}/dieu/{paragraph_id:int}",
    "consultations.article": "/gop-y-du-thao/{consultation_id:ref}/doc/{paragraph_id:int}",
    "consultations.wordings": "/gop-y-du-thao/{consultation_id:ref}/dieu/{paragraph_id:int}/cau-chu",
    "consultations.contents": "/gop-y-du-thao/{consultation_id:ref}/muc-luc",
    "consultations.go_to": "/gop-y-du-thao/{consultation_id:ref}/den",
    "consultations.whole_draft": "/gop-y-du-thao/{consultation_id:ref}/toan-van",
    "consultations.give_opinion": "/gop-y-du-thao/{consultation_id:ref}/gop-y",
    "consultations.submit_opinions": "/gop-y-du-thao/{consultation_id:ref}/phieu",
    "consultations.submission": "/gop-y-du-thao/phieu/{submission_id:int}",
    "consultations.take_off_sheet": "/gop-y-du-thao/phieu/{key}/bo",
    "consultations.opinion": "/gop-y-du-thao/y-kien/{opinion_id:int}",
    "consultations.object_to_response": "/gop-y-du-thao/y-kien/{opinion_id:int}/chua-hieu-dung",
    "consultations.answer_templates": "/gop-y-du-thao/mau-tra-loi/{body_id:int}",
    "consultations.add_template": "/gop-y-du-thao/mau-tra-loi/{body_id:int}/them",
    "consultations.change_template": "/gop-y-du-thao/mau-tra-loi/mau/{template_id:int}/sua",
    "consultations.retire_template": "/gop-y-du-thao/mau-tra-loi/mau/{template_id:int}/thoi-dung",
    "consultations.note_on_opinion": "/gop-y-du-thao/y-kien/{opinion_id:int}/ghi-chu",
    "consultations.rename_label": "/gop-y-du-thao/nhom-van-de/{label_id:int}/doi-ten",
    "consultations.delete_label": "/gop-y-du-thao/nhom-van-de/{label_id:int}/xoa",
    "consultations.issued_text": "/gop-y-du-thao/{consultation_id:ref}/van-ban-ban-hanh",
    "consultations.enter_issued_text": "/gop-y-du-thao/{consultation_id:int}/nhap-van-ban-ban-hanh",
    "consultations.publish_issued_text": "/gop-y-du-thao/{consultation_id:int}/cong-bo-van-ban-ban-hanh",
    "consultations.confirm_uptakes": "/gop-y-du-thao/{consultation_id:int}/trong-van-ban",
    "consultations.confirm_uptake": "/gop-y-du-thao/y-kien/{opinion_id:int}/trong-van-ban",
    "consultations.answer_wording": "/gop-y-du-thao/y-kien/{opinion_id:int}/dong-y-cau-chu",
    "consultations.allow_naming": "/gop-y-du-thao/y-kien/{opinion_id:int}/neu-ten",
    "consultations.table": "/gop-y-du-thao/{consultation_id:ref}/tong-hop",
    "consultations.create": "/gop-y-du-thao/moi",
    "consultations.prepare": "/gop-y-du-thao/{consultation_id:int}/soan",
    "consultations.page_picture": "/gop-y-du-thao/{consultation_id:int}/soan/trang/{number:int}",
    "consultations.replace_source": "/gop-y-du-thao/{consultation_id:int}/dua-lai",
    "consultations.see_remark": "/gop-y-du-thao/{consultation_id:int}/da-xem",
    "consultations.remove_paragraphs": "/gop-y-du-thao/{consultation_id:int}/bo-doan",
    "consultations.add_to_dossier": "/gop-y-du-thao/{consultation_id:int}/ho-so",
    "consultations.remove_from_dossier": "/gop-y-du-thao/ho-so/{paper_id:int}/bo",
    "consultations.set_questions": "/gop-y-du-thao/{consultation_id:int}/cau-hoi",
    "consultations.set_addressees": "/gop-y-du-thao/{consultation_id:int}/noi-nhan",
    "consultations.set_in_force": "/gop-y-du-thao/{consultation_id:int}/hien-hanh",
    "consultations.announce": "/gop-y-du-thao/{consultation_id:int}/thong-bao",
    "consultations.extend": "/gop-y-du-thao/{consultation_id:int}/gia-han",
    "consultations.edit_paragraph": "/gop-y-du-thao/doan/{text_id:int}/sua",
    "consultations.insert_paragraph": "/gop-y-du-thao/doan/{text_id:int}/them",
    "consultations.split_paragraph": "/gop-y-du-thao/doan/{text_id:int}/tach",
    "consultations.join_with_next": "/gop-y-du-thao/doan/{text_id:int}/gop",
    "consultations.remove_paragraph": "/gop-y-du-thao/doan/{text_id:int}/bo",
    "consultations.paste_anew": "/gop-y-du-thao/doan/{text_id:int}/dan-lai",
    "consultations.unplaced": "/gop-y-du-thao/{consultation_id:int}/xep-cho",
    "consultations.place_opinion": "/gop-y-du-thao/y-kien/{opinion_id:int}/xep-cho",
    "consultations.draft_response": "/gop-y-du-thao/{consultation_id:int}/tiep-thu",
    "consultations.label_opinions": "/gop-y-du-thao/{consultation_id:int}/nhom-van-de",
    "consultations.assign_opinions": "/gop-y-du-thao/{consultation_id:int}/giao-viec",
    "consultations.approve_responses": "/gop-y-du-thao/{consultation_id:int}/duyet",
    "consultations.revise_response": "/gop-y-du-thao/tiep-thu/{response_id:int}/sua",
    "consultations.send_back_response": "/gop-y-du-thao/tiep-thu/{response_id:int}/tra-lai",
    "consultations.submit_responses": "/gop-y-du-thao/{consultation_id:int}/trinh",
    "consultations.publish_responses": "/gop-y-du-thao/{consultation_id:int}/cong-bo",
    "consultations.stop": "/gop-y-du-thao/{consultation_id:int}/dung",
    "consultations.version": "/gop-y-du-thao/{consultation_id:ref}/ban/{number:int}",
    "consultations.prepare_version": "/gop-y-du-thao/{consultation_id:int}/ban-moi",
    "consultations.discard_version": "/gop-y-du-thao/{consultation_id:int}/bo-ban-moi",
    "consultations.settle_paragraph": "/gop-y-du-thao/{consultation_id:int}/doi-chieu/{paragraph_id:int}",
    "consultations.open_round": "/gop-y-du-thao/{consultation_id:int}/vong-moi",
    "consultations.mend_slip": "/gop-y-du-thao/doan/{text_id:int}/loi-go",
    "consultations.notice": "/gop-y-du-thao/thong-bao/{notice_id:int}",
    "consultations.approve_notice": "/gop-y-du-thao/thong-bao/{notice_id:int}/duyet",
    "consultations.send_back_notice": "/gop-y-du-thao/thong-bao/{notice_id:int}/tra-lai",
    "consultations.record_issue": "/gop-y-du-thao/{consultation_id:int}/ban-hanh",
    "consultations.conclude": "/gop-y-du-thao/{consultation_id:int}/ket-thuc",
    "consultations.papers": "/gop-y-du-thao/{thing_id:ref}/van-ban",
    # Contact sessions
    "contact.sessions": "/tiep-xuc",
    "contact.session": "/tiep-xuc/{session_id:ref}",
    "contact.create_series": "/tiep-xuc/lich-moi",
    "contact.change_series": "/tiep-xuc/lich/{series_id:int}/sua",
    "contact.plan_session": "/tiep-xuc/moi",
    "contact.change_session": "/tiep-xuc/{session_id:int}/sua",
    "contact.draft_announcement": "/tiep-xuc/{session_id:int}/thong-bao/soan",
    "contact.publish_agenda": "/tiep-xuc/{session_id:int}/cong-bo-chuong-trinh",
    "contact.open_session": "/tiep-xuc/{session_id:int}/khai-mac",
    "contact.take_back_opening": "/tiep-xuc/{session_id:int}/rut-khai-mac",
    "contact.adjourn": "/tiep-xuc/{session_id:int}/ket-thuc",
    "contact.take_back_change": "/tiep-xuc/thay-doi/{change_id:int}/rut",
    "contact.postpone": "/tiep-xuc/{session_id:int}/hoan",
    "contact.cancel": "/tiep-xuc/{session_id:int}/huy",
    "contact.minutes": "/tiep-xuc/{session_id:ref}/bien-ban",
    "contact.draft_minutes": "/tiep-xuc/{session_id:int}/bien-ban/soan",
    "contact.draft_conclusion": "/tiep-xuc/{session_id:int}/ket-luan/soan",
    "contact.draft_correction": "/tiep-xuc/{session_id:int}/bien-ban/dinh-chinh",
    "contact.session_text": "/tiep-xuc/van-ban/{text_id:int}",
    "contact.revise_text": "/tiep-xuc/van-ban/{text_id:int}/sua",
    "contact.submit_text": "/tiep-xuc/van-ban/{text_id:int}/trinh",
    "contact.approve_text": "/tiep-xuc/van-ban/{text_id:int}/duyet",
    "contact.send_back_text": "/tiep-xuc/van-ban/{text_id:int}/tra-lai",
    "contact.record_text_approval": "/tiep-xuc/van-ban/{text_id:int}/ghi-nhan-duyet",
    "contact.countersign_text": "/tiep-xuc/van-ban/{text_id:int}/doi-chung",
    "contact.add_promise": "/tiep-xuc/van-ban/{text_id:int}/cam-ket",
    "contact.change_promise": "/tiep-xuc/cam-ket/{line_id:int}/sua",
    "contact.remove_promise": "/tiep-xuc/cam-ket/{line_id:int}/bo",
    "contact.publish_text": "/tiep-xuc/van-ban/{text_id:int}/cong-bo",
    "contact.calendar": "/tiep-xuc/{session_id:ref}/lich.ics",
    "contact.prepare": "/tiep-xuc/{session_id:int}/chuan-bi",
    "contact.stage": "/tiep-xuc/{session_id:int}/dien-bien",
    "contact.screen": "/tiep-xuc/{session_id:ref}/man-hinh",
    "contact.live": "/tiep-xuc/{session_id:ref}/truc-tiep",
    "contact.stream": "/tiep-xuc/{session_id:int}/luong",
    "contact.papers": "/tiep-xuc/{thing_id:ref}/van-ban",
    # Questions and their answers
    "contact.questions": "/tiep-xuc/{session_id:ref}/cau-hoi",
    "contact.ask": "/tiep-xuc/{session_id:ref}/cau-hoi/moi",
    "contact.enter_question": "/tiep-xuc/{session_id:ref}/cau-hoi/nhap",
    "contact.question": "/tiep-xuc/{session_id:ref}/cau-hoi/{question_id:int}",
    "contact.put_on_agenda": "/tiep-xuc/cau-hoi/{question_id:int}/chuong-trinh",
    "contact.schedule_written_answer": "/tiep-xuc/cau-hoi/{question_id:int}/tra-loi-bang-van-ban",
    "contact.move_answer_date": "/tiep-xuc/cau-hoi/{question_id:int}/doi-thoi-han",
    "contact.merge": "/tiep-xuc/cau-hoi/{question_id:int}/gop",
    "contact.refer": "/tiep-xuc/cau-hoi/{question_id:int}/chuyen-co-quan",
    "contact.decline": "/tiep-xuc/cau-hoi/{question_id:int}/khong-tiep-nhan",
    "contact.defer": "/tiep-xuc/cau-hoi/{question_id:int}/chuyen-ky-sau",
    "contact.object_to_merge": "/tiep-xuc/cau-hoi/{question_id:int}/tach",
    "contact.set_tasks": "/tiep-xuc/cau-hoi/{question_id:int}/gan-nhiem-vu",
    "contact.call_question": "/tiep-xuc/cau-hoi/{question_id:int}/bat-dau",
    "contact.record_oral_answer": "/tiep-xuc/cau-hoi/{question_id:int}/da-tra-loi",
    "contact.move_question": "/tiep-xuc/cau-hoi/{question_id:int}/doi-thu-tu",
    "contact.draft_answer": "/tiep-xuc/cau-hoi/{question_id:int}/tra-loi",
    "contact.revise_answer": "/tiep-xuc/tra-loi/{answer_id:int}/sua",
    "contact.submit_answer": "/tiep-xuc/tra-loi/{answer_id:int}/trinh",
    "contact.approve_answer": "/tiep-xuc/tra-loi/{answer_id:int}/duyet",
    "contact.send_back_answer": "/tiep-xuc/tra-loi/{answer_id:int}/tra-lai",
    "contact.record_approval": "/tiep-xuc/tra-loi/{answer_id:int}/ghi-nhan-duyet",
    "contact.countersign_approval": "/tiep-xuc/tra-loi/{answer_id:int}/doi-chung",
    "contact.publish_answer": "/tiep-xuc/tra-loi/{answer_id:int}/cong-bo",
    # The ledger of commitments
    "commitments.commitments": "/theo-doi",
    "commitments.commitment": "/theo-doi/{commitment_id:int}",
    "commitments.draft_report": "/theo-doi/{commitment_id:int}/bao-cao",
    "commitments.draft_request": "/theo-doi/{commitment_id:int}/de-nghi",
    "commitments.draft_ruling": "/theo-doi/{commitment_id:int}/quyet-dinh",
    "commitments.withdraw_dispute": "/theo-doi/{commitment_id:int}/rut-y-kien",
    "commitments.object_to_due": "/theo-doi/{commitment_id:int}/y-kien-ve-thoi-han",
    "commitments.revise_report": "/theo-doi/van-ban/{text_id:int}/sua-bao-cao",
    "commitments.revise_request": "/theo-doi/van-ban/{text_id:int}/sua-de-nghi",
    "commitments.revise_ruling": "/theo-doi/van-ban/{text_id:int}/sua-quyet-dinh",
    "commitments.submit_text": "/theo-doi/van-ban/{text_id:int}/trinh",
    "commitments.approve_text": "/theo-doi/van-ban/{text_id:int}/duyet",
    "commitments.send_back_text": "/theo-doi/van-ban/{text_id:int}/tra-lai",
    "commitments.record_text_approval": "/theo-doi/van-ban/{text_id:int}/ghi-nhan",
    "commitments.countersign_text": "/theo-doi/van-ban/{text_id:int}/xac-nhan",
    "commitments.publish_text": "/theo-doi/van-ban/{text_id:int}/cong-bo",
    "commitments.confirm": "/theo-doi/{commitment_id:int}/xac-nhan",
    "commitments.dispute": "/theo-doi/{commitment_id:int}/chua-dong-y",
    # Search
    "finding.search": "/tim-kiem",
    "finding.desk": "/tra-cuu",
    "finding.desk_file": "/tra-cuu/tep",
    "finding.save_search": "/tra-cuu/luu",
    "finding.open_search": "/tra-cuu/da-luu/{search_id:int}",
    "finding.delete_search": "/tra-cuu/da-luu/{search_id:int}/bo",
    "finding.by_code": "/ma/{code}",
    # Moderation
    "moderation.desk": "/duyet-noi-dung",
    "moderation.claim_oldest": "/duyet-noi-dung/nhan-bai",
    "moderation.case": "/duyet-noi-dung/{case_id:int}",
    "moderation.claim": "/duyet-noi-dung/{case_id:int}/nhan",
    "moderation.release": "/duyet-noi-dung/{case_id:int}/tra-lai",
    "moderation.ask_author": "/duyet-noi-dung/{case_id:int}/hoi-tac-gia",
    "moderation.explain": "/tra-loi-nguoi-duyet/{contribution_id:int}",
    "moderation.close": "/duyet-noi-dung/{case_id:int}/khep-lai",
    "moderation.decide": "/duyet-noi-dung/{case_id:int}/quyet-dinh",
    "moderation.confirm": "/duyet-noi-dung/{case_id:int}/xac-nhan",
    "moderation.hear": "/duyet-noi-dung/{case_id:int}/xem-xet-lai",
    "moderation.open_by_order": "/duyet-noi-dung/mo/{contribution_id:int}",
    "moderation.decision": "/quyet-dinh/{decision_id:int}",
    "moderation.flag": "/phan-anh/{contribution_id:int}",
    "moderation.rules": "/quy-tac",
    "moderation.rules_version": "/quy-tac/{version:int}",
    "moderation.transparency_page": "/minh-bach",
    "official.repudiate": "/ban-chinh-thuc/{text_id:int}/khong-phai-y-toi",
    "seats.seats": "/ai-giu-viec-gi",
    "moderation.heads_page": "/minh-bach/dau-chuoi",
    # One's own pages and log-in
    "work.work": "/ban-lam-viec",
    "approvals.desk": "/ban-lam-viec/duyet",
    "approvals.text": "/ban-lam-viec/duyet/{text_id:int}",
    "approvals.set_aside": "/ban-lam-viec/duyet/{text_id:int}/de-lai",
    "approvals.send_back": "/ban-lam-viec/duyet/{text_id:int}/tra-lai",
    "mine.mine": "/cua-toi",
    "mine.change_name": "/cua-toi/ten",
    "mine.delete_draft": "/cua-toi/nhap/{key}/xoa",
    "mine.ask_for_copy": "/cua-toi/du-lieu",
    "mine.own_copy": "/cua-toi/du-lieu/{copy_id:int}",
    "mine.ask_for_erasure": "/cua-toi/xoa-du-lieu",
    "mine.take_back_erasure": "/cua-toi/xoa-du-lieu/{erasure_id:int}/rut",
    "mine.change_address": "/cua-toi/dia-chi",
    "mine.close_account": "/cua-toi/dong-tai-khoan",
    "mine.choose_notices": "/cua-toi/nhan-thong-bao",
    "mine.give_consent": "/cua-toi/dong-y/{purpose}",
    "mine.withdraw_consent": "/cua-toi/dong-y/{purpose}/rut",
    "mine.security": "/cua-toi/bao-mat",
    "mine.confirm_totp": "/cua-toi/bao-mat/ma",
    "mine.remove_totp": "/cua-toi/bao-mat/ma/go",
    "mine.add_passkey": "/cua-toi/bao-mat/khoa",
    "mine.remove_passkey": "/cua-toi/bao-mat/khoa/{key_id:int}/go",
    "mine.renew_codes": "/cua-toi/bao-mat/ma-du-phong",
    "mine.change_password": "/cua-toi/mat-khau",
    "mine.sessions": "/cua-toi/phien",
    "mine.end_session": "/cua-toi/phien/{login_id:int}/ket-thuc",
    "mine.end_other_sessions": "/cua-toi/phien/ket-thuc",
    "mine.log_out_everywhere": "/cua-toi/dang-xuat-moi-noi",
    "notices.notices": "/thong-bao",
    "notices.read_all": "/thong-bao/doc-het",
    "notices.unsubscribe": "/thong-bao/thoi-nhan",
    "notices.read_notice": "/thong-bao/{notice_id:int}",
    "notices.mailbox": "/hop-thu",
    "notices.mail": "/hop-thu/{mail_id:int}",
    "papers.paper": "/van-ban/{paper_id:int}",
    "papers.issue_copy": "/van-ban/{thing_kind}/{thing_id:int}/ban-chinh",
    "accounts.register": "/dang-ky",
    "accounts.confirm": "/dang-ky/xac-nhan",
    "accounts.take_seat": "/dang-ky/quan-tri",
    "accounts.log_in": "/dang-nhap",
    "accounts.second_step": "/dang-nhap/buoc-hai",
    "accounts.send_link": "/dang-nhap/gui-lien-ket",
    "accounts.use_link": "/dang-nhap/lien-ket",
    "accounts.forgot": "/quen-mat-khau",
    "accounts.reset": "/dat-lai-mat-khau",
    "accounts.confirm_address": "/dia-chi/xac-nhan",
    "accounts.stop_address": "/dia-chi/dung",
    "accounts.close": "/dong-tai-khoan",
    "accounts.log_out": "/dang-xuat",
    # Administration
    "admin.overview": "/quan-tri",
    "admin.jobs": "/quan-tri/viec",
    "admin.retry_jobs": "/quan-tri/viec/thu-lai",
    "admin.retry_job": "/quan-tri/viec/{job_id:int}/thu-lai",
    "admin.drop_job": "/quan-tri/viec/{job_id:int}/bo",
    "admin.people": "/quan-tri/nguoi",
    "admin.person": "/quan-tri/nguoi/{account_id:int}",
    "admin.propose_erasure": "/quan-tri/xoa-du-lieu/{erasure_id:int}",
    "admin.confirm_erasure": "/quan-tri/xoa-du-lieu/{erasure_id:int}/xac-nhan",
    "admin.send_back_erasure": "/quan-tri/xoa-du-lieu/{erasure_id:int}/tra-lai",
    "admin.correct_address": "/quan-tri/nguoi/{account_id:int}/dia-chi",
    "admin.propose_factor_reset": "/quan-tri/nguoi/{account_id:int}/buoc-hai",
    "admin.confirm_factor_reset": "/quan-tri/buoc-hai/{reset_id:int}/xac-nhan",
    "admin.revoke_binding": "/quan-tri/vai-tro/{binding_id:int}/thu-hoi",
    "admin.confirm_binding": "/quan-tri/vai-tro/{binding_id:int}/xac-nhan",
    "admin.refuse_binding": "/quan-tri/vai-tro/{binding_id:int}/khong-xac-nhan",
    "admin.correct_name": "/quan-tri/ten/{persona_id:int}",
    "admin.grant_trust": "/quan-tri/tin-cay/{persona_id:int}/giao",
    "admin.withdraw_trust": "/quan-tri/tin-cay/{persona_id:int}/thoi",
    "admin.describe_operator": "/quan-tri/don-vi",
    "admin.bodies": "/quan-tri/co-quan",
    "admin.change_body": "/quan-tri/co-quan/{body_id:int}",
    "admin.add_successor": "/quan-tri/co-quan/{body_id:int}/ke-thua",
    "admin.set_letterhead": "/quan-tri/co-quan/{body_id:int}/the-thuc",
    "admin.leaders": "/quan-tri/lanh-dao",
    "admin.end_leader": "/quan-tri/lanh-dao/{leader_id:int}",
    "admin.forums": "/quan-tri/dien-dan",
    "deadlines.set_time_limit": "/quan-tri/thoi-han",
    "deadlines.set_workday": "/quan-tri/ngay-lam-viec",
    "deadlines.unset_workday": "/quan-tri/ngay-lam-viec/{day}/bo",
}

_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")


class Ref(Convertor[int]):
    """'7' or '7-quy-iv-2026': only the id counts."""

    regex = r"[0-9]+(?:-[^/]*)?"

    def convert(self, value: str) -> int:
        return int(value.partition("-")[0])

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("ref", Ref())


def path(name: str) -> str:
    """The path as a route declares it. Raises KeyError for an unknown name, so that a typo fails at start."""
    return PATHS[name]


@cache
def _names() -> Mapping[str, str]:
    return {path: name for name, path in reversed([*PATHS.items()])}


def name_at(declared: str) -> str:
    """The name of a path as a route declares it; '-' for one that is not of this table."""
    return _names().get(declared, "-")


@cache
def _parts(name: str) -> tuple[tuple[str, str], ...]:
    """The path split at its parameters: (text before, converter) each, and the rest with the converter 'end'."""
    found, start = [], 0
    for place in _PLACE.finditer(PATHS[name]):
        found.append((PATHS[name][start : place.start()], place.group(2) or "str"))
        start = place.end()
    return (*found, (PATHS[name][start:], "end"))


def url_for(
    name: str,
    *values: int | str,
    slug: str = "",
    query: Mapping[str, object] | None = None,
    anchor: str = "",
) -> str:
    """The address with its parameters filled in order. `slug` follows the id of the `ref` parameter.

    Raises KeyError for an unknown name and ValueError when values are missing or too many.
    """
    *places, (rest, _) = _parts(name)
    made = ""
    for (before, kind), value in zip(places, values, strict=True):
        made += before + quote(str(value), safe="")
        if kind == "ref" and slug:
            made += f"-{slug}"
    made += rest
    if query:
        made += f"?{urlencode(query)}"
    return f"{made}#{anchor}" if anchor else made
