//! Korean, in the polite written style of `-요`.

use super::{
    CodeText, ConnectionText, ErrorText, ErrorTexts, HeadedText, HereText, LandingText, RefusalText, ScannedText, StartText, Text, UnitText,
};

pub(in crate::pages) static KO: Text = Text {
    languages: "언어",
    start: StartText {
        title: "{app}에 로그인",
        promise: "휴대전화에서 허용한 것 말고는 아무 정보도 전달되지 않아요.",
        press: "QR로 로그인",
        busy: "코드를 만드는 중",
        new_here: "처음이신가요? 앱을 설치하면 가입이 끝나요.",
        get_app: "logi 설치하기",
        cancel: "취소하고 돌아가기",
        no_script: "이 페이지에는 자바스크립트가 필요해요. 이 브라우저만 쓸 수 있는 코드를 만들어야 하기 때문이에요.",
        development: "개발 모드: 코드는 화면에서 바뀐 뒤에도 {grace} 동안 쓸 수 있어요.",
    },
    insecure: HeadedText {
        title: "여기서는 코드를 보여 드릴 수 없어요",
        body: "보호된 연결로 열린 페이지가 아니라서 누군가 중간에서 로그인을 가로챌 수 있어요. https 주소로 다시 열어 주세요. 이 컴퓨터라면 localhost로 열어도 됩니다. {app}에 전달된 정보는 없어요.",
    },
    code: CodeText {
        title: "logi로 스캔하세요",
        to_log_in: "{app}에 로그인합니다",
        picture: "{app} 로그인 코드입니다. 휴대전화의 logi 앱으로 스캔하세요.",
        left: "남음",
        more_time: "시간 늘리기",
        last_minute: "1분도 남지 않았어요. 시간이 더 필요하신가요?",
        extended: "10분이 늘어났어요.",
        no_more_time: "이 로그인은 더 늘릴 수 없어요. 시간이 끝나면 새 코드를 만들어 주세요.",
        steps_label: "이용 방법",
        steps: ["logi 열기", "스캔", "앱에서 승인"],
        trouble: "스캔이 안 되나요?",
        trouble_hints: [
            "logi 앱을 먼저 열어 주세요. 휴대전화의 기본 카메라로는 승인할 수 없어요.",
            "이 화면을 밝게 하고, 흰 사각형 전체가 보이게 비춰 주세요.",
            "두 뼘쯤 떨어져서 비춰 주세요.",
        ],
        copy: "코드 텍스트 복사",
        copied: "복사했어요. 가상 휴대전화에 붙여 넣으세요.",
        copy_refused: "브라우저가 복사를 막았어요. 텍스트를 직접 선택해 복사해 주세요.",
        copy_note: "개발 모드: 이 텍스트는 {grace} 동안 쓸 수 있어요.",
    },
    here: HereText {
        open: "이 기기에서 logi 열기",
        title: "logi 앱에서 계속하세요",
        body: "이 기기의 logi 앱에서 답해 주세요. 답하면 이 브라우저로 돌아와요.",
        again: "logi 열기",
        use_code: "코드로 로그인",
        done_title: "다른 창에서 로그인이 이어졌어요",
        done_body: "logi가 이 브라우저의 다른 창을 열었고, {app} 로그인은 그 창에서 이어져요. 이 창은 닫아도 됩니다.",
        back_title: "logi가 연 창에서 계속하세요",
        back_body: "logi가 이 브라우저에 연 창에서 로그인이 끝나요. 이 창은 닫아도 됩니다.",
    },
    scanned: ScannedText {
        title: "휴대전화를 확인하세요",
        waiting: "{app}에 로그인할지 휴대전화에서 답해 주세요.",
        words: "휴대전화에도 같은 두 단어가 보여야 해요",
        by: [
            ("ios", "iPhone 또는 iPad에서 스캔했어요"),
            ("android", "Android 휴대전화에서 스캔했어요"),
            ("macos", "Mac에서 스캔했어요"),
            ("windows", "Windows 컴퓨터에서 스캔했어요"),
            ("linux", "Linux 컴퓨터에서 스캔했어요"),
        ],
        by_unknown: "휴대전화에서 스캔했어요",
        not_my_phone: "내 휴대전화가 아니에요",
        second_scan: "다른 휴대전화가 이 코드를 스캔하려다 거부되었어요. 내 휴대전화에 이 단어가 보이지 않으면 ‘내 휴대전화가 아니에요’를 눌러 주세요.",
    },
    approved: HeadedText {
        title: "승인되었어요",
        body: "{app} 페이지로 돌아가는 중이에요.",
    },
    resume: "{app} 계속하기",
    declined: HeadedText {
        title: "휴대전화에서 거절했어요",
        body: "{app}에 전달된 정보는 없어요.",
    },
    returning: "잠시 뒤 {app} 페이지로 돌아갑니다.",
    stopped: HeadedText {
        title: "그 휴대전화를 막았어요",
        body: "그 휴대전화로는 이 로그인을 마칠 수 없어요. {app}에 전달된 정보는 없어요. 계속하려면 새 코드를 만들어 직접 스캔해 주세요.",
    },
    expired: HeadedText {
        title: "코드가 만료되었어요",
        body: "답할 수 있는 시간이 지났어요. {app}에 전달된 정보는 없어요.",
    },
    used: HeadedText {
        title: "이미 사용한 코드예요",
        body: "이 브라우저의 다른 탭이나 창에서 로그인을 마쳤어요. 같은 코드로 두 번 로그인할 수는 없어요.",
    },
    failed: HeadedText {
        title: "로그인을 마치지 못했어요",
        body: "이 브라우저에서는 이어 갈 수 없는 로그인이에요. {app}에 전달된 정보는 없어요. 새 코드를 만들면 대부분 해결됩니다.",
    },
    new_code: "새 코드 만들기",
    back: "{app} 페이지로 돌아가기",
    connection: ConnectionText {
        lost: "연결이 끊겼어요. 자동으로 다시 연결하고 있어요.",
        restored: "다시 연결되었어요.",
    },
    refusals: RefusalText {
        rate_limited: "이곳에서 코드를 너무 많이 요청했어요. {time} 뒤에 다시 시도해 주세요.",
        unavailable: "지금은 logi가 응답할 수 없어요. 잠시 뒤 다시 시도해 주세요.",
        stale_page: "페이지를 연 지 오래되었어요. 새로 고친 뒤 계속해 주세요.",
        refused: "이 로그인 요청은 받아들여지지 않았어요. {app} 페이지로 돌아가 다시 시작해 주세요.",
        offline: "logi에 연결할 수 없어요. 네트워크를 확인하고 다시 시도해 주세요.",
        reload: "새로 고침",
    },
    qr: LandingText {
        title: "logi 앱으로 스캔하세요",
        body: "logi 코드는 브라우저가 아니라 휴대전화의 logi 앱으로 읽어요. 아직 아무 일도 일어나지 않았어요.",
        steps: [
            "logi 앱을 설치하세요. 설치하면 가입이 끝나요.",
            "앱을 열고 스캔을 누르세요.",
            "다른 화면의 코드를 앱으로 한 번 더 비추세요.",
        ],
        find: "휴대전화의 앱 스토어에서 logi를 검색하면 찾을 수 있어요.",
        warning: "누군가 링크나 사진으로 보낸 것이라면 이 페이지를 닫아 주세요. 직접 시작한 로그인만 스캔하세요.",
    },
    here_landing: LandingText {
        title: "logi 앱에서 열어 주세요",
        body: "logi 앱을 여는 링크인데, 이 기기에서 앱이 열리지 않았어요. 아직 아무 일도 일어나지 않았고 전달된 정보도 없어요.",
        steps: [
            "logi 앱을 설치하세요. 설치하면 가입이 끝나요.",
            "로그인하던 페이지로 돌아가세요.",
            "‘이 기기에서 logi 열기’를 다시 누르세요.",
        ],
        find: "휴대전화의 앱 스토어에서 logi를 검색하면 찾을 수 있어요.",
        warning: "누군가 보낸 링크라면 이 페이지를 닫아 주세요. 이 기기에서 직접 시작한 로그인만 여세요.",
    },
    returning_here: HeadedText {
        title: "로그인을 마치는 중이에요",
        body: "logi에서 승인했어요. 잠시만 기다려 주세요.",
    },
    return_offline: HeadedText {
        title: "logi에 연결할 수 없어요",
        body: "승인은 되었지만 이 브라우저에서 로그인을 마치지 못했어요. 네트워크를 확인하고 1분 안에 다시 시도해 주세요.",
    },
    return_elsewhere: ErrorText {
        title: "시작한 곳으로 돌아가 주세요",
        body: "이 창에서는 로그인을 마칠 수 없어요. 다른 브라우저나 앱에서 시작했거나 이미 끝난 로그인이에요. 여기에 전달된 정보는 없어요.",
        next: "‘이 기기에서 logi 열기’를 누른 페이지로 돌아가 확인해 주세요. 이어지지 않으면 이 기기가 링크를 여는 브라우저에서 다시 시작해 주세요.",
    },
    try_again: "다시 시도",
    session_new: HeadedText {
        title: "이용하려는 서비스에서 시작하세요",
        body: "로그인은 이용하려는 웹사이트나 앱에서 시작해요. 그곳에서 ‘logi로 로그인’을 누르면 이 페이지로 돌아옵니다.",
    },
    errors: ErrorTexts {
        unknown_client: ErrorText {
            title: "등록되지 않은 서비스예요",
            body: "이 페이지로 보낸 웹사이트는 logi에 등록되어 있지 않아요. 전달된 정보는 없어요.",
            next: "로그인하려던 것이라면 그 웹사이트의 운영자에게 알려 주세요.",
        },
        suspended_application: ErrorText {
            title: "지금은 로그인할 수 없는 서비스예요",
            body: "승인을 기다리고 있거나 이용이 정지된 서비스예요. 전달된 정보는 없어요.",
            next: "나중에 다시 시도하거나 서비스 운영자에게 알려 주세요.",
        },
        bad_redirect: ErrorText {
            title: "등록되지 않은 복귀 주소예요",
            body: "로그인 뒤 돌아갈 주소가 이 서비스의 주소로 등록되어 있지 않아요. logi는 그 주소로 이동하지 않으며, 전달된 정보는 없어요.",
            next: "서비스 운영자라면 정확한 복귀 주소를 등록해 주세요.",
        },
        invalid_request: ErrorText {
            title: "로그인 요청이 온전하지 않아요",
            body: "이곳으로 온 주소에 빠지거나 겹친 값이 있어요. 전달된 정보는 없어요.",
            next: "이용하려는 서비스로 돌아가 다시 시작해 주세요.",
        },
        other_browser: ErrorText {
            title: "다른 브라우저에서 시작한 로그인이에요",
            body: "코드를 보여 준 브라우저만 로그인을 마칠 수 있어요. 전달된 정보는 없어요.",
            next: "이 브라우저에서 서비스로 돌아가 다시 시작해 주세요.",
        },
        not_returned: ErrorText {
            title: "제시간에 로그인을 마치지 못했어요",
            body: "이 기기에서 승인한 로그인은 1분 안에 이 브라우저에서 이어져야 해요. 전달된 정보는 없어요.",
            next: "이 브라우저에서 서비스로 돌아가 다시 시작해 주세요.",
        },
        not_approved_yet: ErrorText {
            title: "휴대전화에서 아직 답하지 않았어요",
            body: "휴대전화에서 승인해야 로그인이 이어져요. 아직 전달된 정보는 없어요.",
            next: "코드가 있는 페이지로 돌아가 휴대전화에서 답해 주세요.",
        },
        not_found: ErrorText {
            title: "없는 페이지예요",
            body: "주소가 잘못되었거나 사라진 페이지예요.",
            next: "이용하려는 서비스로 돌아가 다시 시작해 주세요.",
        },
        unavailable: ErrorText {
            title: "지금은 응답할 수 없어요",
            body: "요청을 기록하지 못했어요. 전달된 정보도, 하다 만 일도 없어요.",
            next: "잠시 뒤 이 페이지를 새로 고쳐 주세요.",
        },
        internal: ErrorText {
            title: "logi에 문제가 생겼어요",
            body: "이용자의 잘못이 아니에요. 전달된 정보는 없어요.",
            next: "다시 시도해 주세요. 또 일어나면 아래 참조 번호를 알려 주세요.",
        },
        retry_after: "{time} 뒤에 다시 응답할 수 있어요.",
        reference: "참조 번호",
    },
    units: UnitText {
        second: "{n}초",
        seconds: "{n}초",
        minute: "1분",
        minutes: "{n}분",
    },
};
