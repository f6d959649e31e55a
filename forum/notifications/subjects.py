"""The subject of every letter: after the code of its thing, what happened. Each event has its own, one for each kind
of recipient or outcome where these differ; a letter cannot be written without one (docs/decisions/0023)."""

from collections.abc import Mapping
from dataclasses import dataclass

from forum.journal import Event, name_of
from forum.words import Words, _


@dataclass(frozen=True, slots=True)
class Subject:
    """The line of the event's letter. Only `subject_of` makes one."""

    key: str
    words: Words

    @property
    def event(self) -> str:
        return self.key.partition("/")[0]

    @property
    def can_wait(self) -> bool:
        return self.key in CAN_WAIT

    def __str__(self) -> str:
        return str(self.words)


# 'room.Event', or 'room.Event/variant': by recipient or by outcome.
SUBJECTS: Mapping[str, Words] = {
    "accounts.BindingConfirmed": _("{what}: vai trò đã được xác nhận"),
    "accounts.BindingProposed": _("{what}: đề nghị giao vai trò, chờ người thứ hai xác nhận"),
    "accounts.BindingRefused": _("{what}: vai trò không được xác nhận"),
    "accounts.Bound": _("{what}: đã giao vai trò"),
    "accounts.SeatLinkMade": _("{what}: người vận hành máy chủ lập đường dẫn giao vai trò"),
    "accounts.SeatTaken": _("{what}: đã lập tài khoản giữ vai trò"),
    "accounts.Unbound": _("{what}: vai trò đã được thu hồi"),
    "accounts.ErasureAsked": _("{what}: đã nhận; thời hạn thực hiện: {due}"),
    "accounts.ErasureDeclined": _("{what}: không thực hiện được, có lý do kèm theo"),
    "accounts.ErasureSentBack": _("{what}: được xem xét lại; thời hạn thực hiện: {due}"),
    "accounts.ErasureSentBack/proposer": _("{what}: đề nghị giải quyết bị trả lại, có lý do kèm theo"),
    "accounts.ErasedInPart": _("{what}: đã thực hiện một phần, có lý do kèm theo"),
    "accounts.AddressProposed": _("{what}: đề nghị đổi địa chỉ thư của tài khoản"),
    "accounts.FactorsRemovedByOperator": _("{what}: bước thứ hai đã được gỡ từ máy chủ"),
    "commitments.Committed": _("{code}: đã ghi nhận cam kết, thời hạn: {due}"),
    "commitments.Committed/body": _("{code}: quý cơ quan được giao thực hiện cam kết, thời hạn: {due}"),
    "commitments.JudgingHandedOn": _("{code}: người giao cam kết xác nhận kết quả"),
    "commitments.Confirmed": _("{code}: kết quả cam kết đã được xác nhận"),
    "commitments.DisputeWithdrawn": _("{code}: người hỏi đã rút ý kiến chưa đồng ý với kết quả"),
    "commitments.Disputed": _("{code}: người hỏi chưa đồng ý với kết quả cam kết"),
    "commitments.DueChanged": _("{code}: cam kết được điều chỉnh thời hạn: {due}"),
    "commitments.DueChanged/asked": _("{code}: cơ quan điều chỉnh thời hạn: {due}; Ông/Bà có thể nêu ý kiến"),
    "commitments.DueObjected": _("{code}: người hỏi chưa đồng ý với thời hạn mới"),
    "commitments.PassedOn": _("{code}: cam kết được giao cho cơ quan khác"),
    "commitments.PassedOn/body": _("{code}: quý cơ quan được giao thực hiện cam kết"),
    "commitments.TakenBack": _("{code}: văn bản đã công bố về cam kết không phải ý người duyệt"),
    "commitments.Lapsed": _("{code}: hết thời hạn mà chưa có người xác nhận kết quả"),
    "commitments.Reported": _("{code}: cơ quan báo cáo {result}"),
    "commitments.Reported/asked": _("{code}: cơ quan báo cáo {result}, đề nghị Ông/Bà cho ý kiến"),
    "commitments.Reported/progress": _("{code}: cơ quan báo cáo tiến độ cam kết"),
    "commitments.Requested": _("{code}: cơ quan nêu đề nghị về cam kết"),
    "commitments.Requested/asked": _("{code}: đề nghị của cơ quan chờ quyết định"),
    "commitments.Ruled": _("{code}: đề nghị của cơ quan không được chấp thuận"),
    "contact.SecondAnswerHandedOn": _("{code}: trả lời lần hai do người khác thực hiện"),
    "contributions.HandedOver": _("{code}: nay do {body} chịu trách nhiệm"),
    "contributions.HandedOver/body": _("{code}: quý cơ quan tiếp nhận từ cơ quan đã kết thúc hoạt động"),
    "contributions.BodyNamed": _("{code}: được giao cho {body}"),
    "contributions.BodyNamed/body": _("{code}: quý cơ quan được giao tiếp nhận"),
    "contributions.BodyAwaited": _("{code}: chờ giao cơ quan tiếp nhận"),
    "contributions.BodyAwaited/asked": _("{code}: đề nghị giao cơ quan tiếp nhận"),
    "consultations.Announced": _("{code}: lấy ý kiến về dự thảo, {until}"),
    "consultations.Concluded": _("{code}: kết thúc lấy ý kiến, mọi ý kiến đã được giải trình"),
    "consultations.OpinionPlaced": _("{code}: góp ý được đặt ở đoạn khác của dự thảo"),
    "consultations.RoundOpened": _("{code}: lấy ý kiến về bản dự thảo mới, {until}"),
    "consultations.SlipMended": _("{code}: sửa lỗi gõ ở đoạn Ông/Bà đã góp ý"),
    "consultations.EndTakenBack": _(
        "{code}: lấy ý kiến tiếp tục, thông báo kết thúc không phải ý người duyệt"
    ),
    "consultations.NoticeClosed": _("{code}: một đề nghị đã đóng, chưa công bố"),
    "consultations.Extended": _("{code}: gia hạn lấy ý kiến về dự thảo, {until}"),
    "consultations.OpinionAnswered": _("{code}: góp ý của Ông/Bà đã được tiếp thu, giải trình"),
    "consultations.OpinionsSubmitted": _("{code}: đã nhận phiếu góp ý của Ông/Bà"),
    "consultations.OpinionsAssigned": _("{code}: Ông/Bà được giao soạn tiếp thu, giải trình"),
    "consultations.ObjectionWindowEnded": _("{code}: không còn nhận phản hồi về giải trình"),
    "consultations.IssuedTextPublished": _("{code}: văn bản đã ban hành"),
    "consultations.NoteCorrected": _("{code}: đồng nghiệp nhắc thêm Ông/Bà trong ghi chú nội bộ"),
    "consultations.OpinionNoted": _("{code}: đồng nghiệp nhắc Ông/Bà trong ghi chú nội bộ"),
    "consultations.WordingAnswered": _("{code}: tác giả trả lời về câu chữ đã chỉnh sửa"),
    "consultations.OpinionReopened": _("{code}: giải trình đã công khai không phải ý người duyệt"),
    "consultations.ResponseObjected": _("{code}: tác giả cho biết giải trình chưa hiểu đúng ý mình"),
    "consultations.Stopped": _("{code}: dừng lấy ý kiến về dự thảo"),
    "contact.AgendaPublished": _("{code}: đã công bố chương trình kỳ tiếp xúc"),
    "contact.AnswerRated": _("{code}: người hỏi cho biết câu trả lời {verdict}"),
    "contact.AnswerDateMoved": _("{code}: dời thời hạn trả lời; thời hạn: {due}"),
    "contact.ConclusionPublished": _("{code}: đã công bố thông báo kết luận"),
    "contact.Invited": _("{code}: mời Ông/Bà tham dự kỳ tiếp xúc"),
    "contact.Invited/body": _("{code}: mời quý cơ quan tham dự kỳ tiếp xúc"),
    "contact.InvitationTakenBack": _("{code}: lời mời tham dự kỳ tiếp xúc đã được rút"),
    "contact.ReplyRecorded": _("{code}: đã ghi câu trả lời giấy mời qua điện thoại"),
    "contact.MovedUp": _("{code}: đã có chỗ cho Ông/Bà tại kỳ tiếp xúc"),
    "contact.MergeObjected": _("{code}: người hỏi đề nghị tách câu hỏi đã gộp"),
    "contact.DeferralObjected": _("{code}: người hỏi không đồng ý chuyển kỳ, cần xếp lại {due}"),
    "contact.DraftOpened": _("{code}: mời Ông/Bà đọc và đề nghị sửa dự thảo biên bản"),
    "contact.SuggestionAccepted": _("{code}: đề nghị sửa biên bản đã được tiếp thu"),
    "contact.SuggestionRefused": _("{code}: đề nghị sửa biên bản không được tiếp thu"),
    "contact.MinutesCorrected": _("{code}: biên bản kỳ tiếp xúc có đính chính"),
    "contact.MinutesPublished": _("{code}: đã công bố biên bản kỳ tiếp xúc"),
    "contact.PutOnAgenda": _("{session}: đã xếp câu hỏi của Ông/Bà vào chương trình ({code})"),
    "contact.QuestionAnswered": _("{code}: câu hỏi đã được trả lời {how}"),
    "contact.QuestionReopened": _("{code}: câu trả lời đã công bố không phải ý người trả lời"),
    "contact.QuestionDeclined": _("{code}: câu hỏi của Ông/Bà không thuộc phạm vi kỳ tiếp xúc"),
    "contact.QuestionDeferred": _("{code}: câu hỏi của Ông/Bà chuyển sang kỳ tiếp xúc ngày {day}"),
    "contact.QuestionMerged": _("{code}: câu hỏi của Ông/Bà được gộp với {other}"),
    "contact.QuestionReferred": _("{code}: câu hỏi của Ông/Bà được chuyển tới {body}"),
    "contact.QuestionReferred/body": _(
        "{code}: câu hỏi được chuyển tới quý cơ quan, trả lời; thời hạn: {due}"
    ),
    "contact.SessionAnnounced": _("{code}: thông báo kỳ tiếp xúc ngày {day}"),
    "contact.SessionChanged": _("{code}: kỳ tiếp xúc đã thông báo có thay đổi"),
    "contact.SessionChangeTakenBack": _("{code}: thay đổi của kỳ tiếp xúc được rút lại"),
    "contact.ChairSignedFor": _("{code}: có người duyệt văn bản thay người chủ trì"),
    "contact.SessionCancelled": _("{code}: kỳ tiếp xúc không tổ chức"),
    "contact.SessionPostponed": _("{code}: kỳ tiếp xúc lùi sang ngày {day}"),
    "contact.WrittenAnswerScheduled": _(
        "{code}: câu hỏi của Ông/Bà được trả lời bằng văn bản, thời hạn: {due}"
    ),
    "contributions.ClaimConfirmed": _("{what}: đã về tài khoản này"),
    "contributions.ClaimRefused": _("{what}: yêu cầu nhận chưa được xác nhận, có lý do"),
    "contributions.AuthorAsked": _("{what}: người duyệt có câu hỏi, đề nghị Ông/Bà trả lời {until}"),
    "contributions.Edited": _("{what}: bản sửa chờ duyệt"),
    "contributions.Explained": _("{what}: tác giả đã trả lời câu hỏi của Ông/Bà"),
    "contributions.Flagged": _("{what}: có người phản ánh, chờ xem xét"),
    "contributions.Judged/approve": _("{what}: đã đăng"),
    "contributions.Judged/edit": _("{what}: đã đăng bản sửa"),
    "contributions.Judged/reject": _("{what}: bài không được đăng"),
    "contributions.Judged/return": _("{what}: đề nghị Ông/Bà chỉnh sửa để được đăng"),
    "contributions.Judged/hide": _("{what}: bài đã được ẩn"),
    "contributions.Judged/interim_hide": _("{what}: bài được tạm ẩn, chờ người thứ hai xác nhận"),
    "contributions.Judged/mask": _("{what}: một đoạn trong bài đã được che"),
    "contributions.Judged/interim_mask": _("{what}: một đoạn được tạm che, chờ người thứ hai xác nhận"),
    "contributions.Judged/unmask": _("{what}: đoạn bị che đã hiện lại"),
    "contributions.Judged/restore": _("{what}: bài đã hiển thị lại"),
    "contributions.Judged/lock": _("{what}: chủ đề dừng nhận ý kiến"),
    "contributions.Judged/move": _("{what}: bài được chuyển sang nhiệm vụ khác"),
    "contributions.Judged/suspend": _("{what}: quyền đăng bài của Ông/Bà tạm dừng"),
    "contributions.Judged/heard": _("{what}: kết quả xem xét lại là {outcome}"),
    "contributions.ApprovalRecorded": _("{code}: có người ghi nhận rằng Ông/Bà đã duyệt"),
    "contributions.Repudiated": _("{code}: người duyệt cho biết đây không phải ý mình"),
    "contributions.OfficialApproved": _("{code}: dự thảo trả lời đã được duyệt, có thể công bố"),
    "contributions.OfficialSentBack": _("{code}: dự thảo được trả lại để chỉnh sửa"),
    "contributions.OfficialSubmitted": _("{code}: dự thảo chờ Ông/Bà duyệt"),
    "contributions.Ordered": _("{what}: được mở xem xét theo yêu cầu"),
    "contributions.Published": _("{what}: có trả lời mới của {writer}"),
    "contributions.Published/namesake": _("{what}: nội dung nhập hộ dưới tên trùng tên Ông/Bà"),
    "contributions.Published/clarification": _("{code}: tác giả đã làm rõ hiến kế"),
    "contributions.Published/remark": _("{code}: đọc được ý kiến của người hỏi về kết quả cam kết"),
    "contributions.ReportAnswered": _("{what}: kết quả phản ánh của Ông/Bà"),
    "contributions.ReviewAsked": _("{what}: đã nhận đề nghị xem xét lại, trả lời; thời hạn: {due}"),
    "contributions.ReviewAsked/moderators": _(
        "{what}: tác giả đề nghị xem xét lại, trả lời; thời hạn: {due}"
    ),
    "contributions.Submitted": _("{what}: đã nhận {noun} của Ông/Bà"),
    "contributions.Submitted/moderators": _("{what}: {noun} mới chờ duyệt, thời hạn: {due}"),
    "deadlines.Reminded/soon": _("{what}: sắp đến hạn {task}"),
    "deadlines.Reminded/due": _("{what}: hôm nay đến hạn {task}"),
    "deadlines.Reminded/late": _("{what}: đã quá hạn {task}"),
    "deadlines.Reminded/above": _("{what}: đơn vị thực hiện đã quá hạn {task}"),
    "programme.ProgressTakenBack": _("{code}: báo cáo tiến độ của {body} không phải ý người duyệt"),
    "programme.ProgressReported": _("{code}: {body} báo cáo tiến độ nhiệm vụ"),
    "threads.ProposalReopened": _("{code}: câu trả lời đã công bố không phải ý người duyệt"),
    "threads.AnswerRated": _("{code}: tác giả cho biết câu trả lời {verdict}"),
    "threads.Answered": _("{code}: hiến kế đã được trả lời, kết quả {outcome}"),
    "threads.Assigned": _("{code}: hiến kế của Ông/Bà được giao {body} xem xét"),
    "threads.Assigned/body": _("{code}: hiến kế được giao quý cơ quan, đề nghị tiếp nhận"),
    "threads.Assigned/former": _("{code}: hiến kế được giao cơ quan khác"),
    "threads.ClarificationAsked": _("{code}: đề nghị Ông/Bà làm rõ hiến kế, thời hạn: {until}"),
    "threads.ClarificationClosed": _("{code}: hết thời gian làm rõ, đề nghị trả lời theo nội dung đã có"),
    "threads.HandedOver": _("{code}: hiến kế của Ông/Bà được chuyển sang {body}"),
    "threads.HandedOver/body": _("{code}: hiến kế được chuyển đến quý cơ quan, đề nghị tiếp nhận"),
    "threads.TakenUp": _("{code}: {body} đã tiếp nhận hiến kế, trả lời; thời hạn: {due}"),
}


# What asks nothing of its reader, and so waits for the letter of the week where a person chose that.
CAN_WAIT = frozenset(
    {
        "commitments.Committed",
        "commitments.Confirmed",
        "commitments.DueChanged",
        "commitments.Lapsed",
        "commitments.Reported",
        "commitments.Reported/progress",
        "consultations.Announced",
        "consultations.Concluded",
        "contact.AgendaPublished",
        "contact.ConclusionPublished",
        "contact.MinutesPublished",
        "contact.SessionAnnounced",
        "contributions.Published",
        "contributions.Published/remark",
        "programme.ProgressReported",
        "threads.TakenUp",
    }
)


def subject_of(event: type[Event], variant: str = "", **values: object) -> Subject:
    """Raises KeyError for an event or a variant without a subject."""
    name = name_of(event)
    key = f"{name}/{variant}" if variant else name
    return Subject(key, SUBJECTS[key].filled(**values))
